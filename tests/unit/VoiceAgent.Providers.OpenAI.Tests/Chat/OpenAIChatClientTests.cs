using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.OpenAI.Chat;

public sealed class OpenAIChatClientTests(OpenAIServer server) : IClassFixture<OpenAIServer>
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "hello")];

    [Fact]
    public async Task Text_streams_and_usage_comes_last()
    {
        var updates = await AskAsync(Question);

        Assert.Equal(["Hello", " there."], updates.Where(u => u.Text.Length > 0).Select(u => u.Text));
        var usage = Assert.Single(updates.SelectMany(u => u.Contents).OfType<UsageContent>());
        Assert.Equal((9, 4), (usage.Details.InputTokenCount, usage.Details.OutputTokenCount));
    }

    [Fact]
    public async Task A_request_says_what_is_asked_for()
    {
        var tool = AIFunctionFactory.Create((string room) => room, "book", "Books a room.");
        await AskAsync(
            [
                new(ChatRole.System, "Be brief."),
                new(ChatRole.User, "book it"),
                new(
                    ChatRole.Assistant,
                    [new FunctionCallContent("c1", "book", new Dictionary<string, object?> { ["room"] = "12" })]
                ),
                new(ChatRole.Tool, [new FunctionResultContent("c1", "done")]),
            ],
            new ChatOptions
            {
                Temperature = 0.5f,
                MaxOutputTokens = 500,
                Tools = [tool],
            }
        );

        var request = server.Requests.Last();
        var json = request.Json;
        Assert.Equal($"Bearer {Failing.Key}", request.Headers["Authorization"]);
        Assert.Equal(500, json.GetProperty("max_completion_tokens").GetInt32());
        Assert.Equal(0.5, json.GetProperty("temperature").GetDouble());
        Assert.Equal("book", json.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
        var messages = json.GetProperty("messages").EnumerateArray().ToArray();
        Assert.Equal(["system", "user", "assistant", "tool"], messages.Select(m => m.GetProperty("role").GetString()));
        var call = messages[2].GetProperty("tool_calls")[0];
        Assert.Equal("""{"room":"12"}""", call.GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("c1", messages[3].GetProperty("tool_call_id").GetString());
    }

    [Fact]
    public async Task Servers_that_know_the_old_name_get_the_limit_by_it()
    {
        await AskAsync(Question, new ChatOptions { MaxOutputTokens = 100 }, options => options.Preset = "ollama");

        Assert.Equal(100, server.Requests.Last().Json.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task Tool_calls_are_put_together_of_their_pieces()
    {
        var calls = await CallsAsync(
            """{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"book","arguments":""}}]},"finish_reason":null}""",
            """{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"room\":"}}]},"finish_reason":null}""",
            """{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"12}"}}]},"finish_reason":null}""",
            """{"index":0,"delta":{"tool_calls":[{"index":0,"id":"b","type":"function","function":{"name":"bill","arguments":"{}"}}]},"finish_reason":null}""",
            """{"index":0,"delta":{},"finish_reason":"tool_calls"}"""
        );

        Assert.Equal([("a", "book"), ("b", "bill")], calls.Select(call => (call.CallId, call.Name)));
        Assert.Equal("12", calls[0].Arguments!["room"]!.ToString());
    }

    [Fact]
    public async Task Arguments_that_do_not_parse_are_told_as_the_calls_failure()
    {
        var calls = await CallsAsync(
            """{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"book","arguments":"{\"room\":"}}]},"finish_reason":null}""",
            """{"index":0,"delta":{},"finish_reason":"tool_calls"}"""
        );

        var failure = Assert.IsType<VoiceAgentException>(Assert.Single(calls).Exception);
        Assert.Equal(ErrorCodes.ProviderGarbage, failure.Code);
    }

    [Theory]
    [ClassData(typeof(Refusals))]
    public async Task A_refusal_has_a_code_of_its_own(int status, string code)
    {
        await WithAsync(VendorFault.Status(status), () => Failing.AssertAsync(code, () => AskAsync(Question)));
        await WithAsync(VendorFault.Status(status), () => Failing.AssertAsync(code, () => AskAsync(Question)));
    }

    [Fact]
    public async Task A_busy_vendor_says_for_how_long()
    {
        var failure = await WithAsync(
            VendorFault.Status(429, "7"),
            () => Failing.AssertAsync(ErrorCodes.ProviderRateLimited, () => AskAsync(Question))
        );

        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
    }

    [Fact]
    public async Task A_request_is_sent_once()
    {
        var before = server.Requests.Count;
        await WithAsync(
            VendorFault.Status(500),
            () => Failing.AssertAsync(ErrorCodes.ProviderUnavailable, () => AskAsync(Question))
        );

        Assert.Equal(before + 1, server.Requests.Count);
    }

    [Fact]
    public Task A_page_instead_of_an_answer_is_garbage() =>
        WithAsync(VendorFault.Html, () => Failing.AssertAsync(ErrorCodes.ProviderGarbage, () => AskAsync(Question)));

    [Fact]
    public Task An_answer_that_breaks_off_fails() =>
        WithAsync(
            VendorFault.CutAfter(500),
            () => Failing.AssertAsync(ErrorCodes.ProviderFailed, () => AskAsync(Question))
        );

    [Fact]
    public async Task An_answer_without_an_end_fails()
    {
        using var connection = server.Connect();
        var (chunks, ends) = (server.Chunks, server.EndsStream);
        (server.Chunks, server.EndsStream) = ([.. chunks.Take(2)], false);
        try
        {
            await Failing.AssertAsync(ErrorCodes.ProviderFailed, () => AskAsync(Question));
        }
        finally
        {
            (server.Chunks, server.EndsStream) = (chunks, ends);
        }
    }

    [Fact]
    public async Task A_missing_key_is_named_by_its_setting()
    {
        using var connection = new OpenAIConnection(new OpenAIOptions());
        Assert.SkipWhen(connection.IsConfigured, "OPENAI_API_KEY is set here");

        var failure = await Failing.AssertAsync(
            ErrorCodes.InvalidConfiguration,
            () => new OpenAIChatClient(connection).GetResponseAsync(Question)
        );

        Assert.Contains("VoiceAgent:OpenAI:ApiKey", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_unavailable()
    {
        using var connection = new OpenAIConnection(
            new OpenAIOptions { BaseUrl = "http://127.0.0.1:1/v1", ApiKey = Failing.Key }
        );

        await Failing.AssertAsync(
            ErrorCodes.ProviderUnavailable,
            () => new OpenAIChatClient(connection).GetResponseAsync(Question)
        );
    }

    [Fact]
    public async Task Requests_share_a_connection()
    {
        using var connection = server.Connect();
        var client = new OpenAIChatClient(connection);
        var before = server.Connections;

        await client.GetResponseAsync(Question);
        await client.GetResponseAsync(Question);

        Assert.Equal(before + 1, server.Connections);
    }

    private async Task<FunctionCallContent[]> CallsAsync(params string[] chunks)
    {
        var before = server.Chunks;
        server.Chunks = chunks;
        try
        {
            return [.. (await AskAsync(Question)).SelectMany(u => u.Contents).OfType<FunctionCallContent>()];
        }
        finally
        {
            server.Chunks = before;
        }
    }

    private async Task<VoiceAgentException> WithAsync(VendorFault fault, Func<Task<VoiceAgentException>> act)
    {
        server.Fault = fault;
        try
        {
            return await act();
        }
        finally
        {
            server.Fault = null;
        }
    }

    private async Task<List<ChatResponseUpdate>> AskAsync(
        ChatMessage[] messages,
        ChatOptions? options = null,
        Action<OpenAIOptions>? configure = null
    )
    {
        using var connection = server.Connect(configure);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in new OpenAIChatClient(connection).GetStreamingResponseAsync(messages, options))
        {
            updates.Add(update);
        }

        return updates;
    }
}
