using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.OpenAI.Chat;

public sealed class OpenAIResponsesClientTests(OpenAIServer server) : IClassFixture<OpenAIServer>
{
    private const string Created = """{"type":"response.created","response":{"id":"resp_1","model":"m"}}""";
    private const string Completed =
        """{"type":"response.completed","response":{"id":"resp_1","status":"completed"}}""";
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "hello")];

    [Fact]
    public async Task Text_streams_and_usage_comes_last()
    {
        var updates = await AskAsync(Question);

        Assert.Equal(["Hello", " there."], updates.Where(u => u.Text.Length > 0).Select(u => u.Text));
        var usage = Assert.Single(updates.SelectMany(u => u.Contents).OfType<UsageContent>());
        Assert.Equal((9, 4), (usage.Details.InputTokenCount, usage.Details.OutputTokenCount));
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
    }

    [Fact]
    public async Task A_request_says_what_is_asked_for_and_that_nothing_is_to_be_kept()
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
                new(ChatRole.Assistant, "It is booked."),
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
        Assert.Equal("/v1/responses", request.Path);
        Assert.Equal($"Bearer {Failing.Key}", request.Headers["Authorization"]);
        Assert.False(json.GetProperty("store").GetBoolean());
        Assert.True(json.GetProperty("stream").GetBoolean());
        Assert.Equal(500, json.GetProperty("max_output_tokens").GetInt32());
        Assert.Equal(0.5, json.GetProperty("temperature").GetDouble());
        Assert.Equal("book", json.GetProperty("tools")[0].GetProperty("name").GetString());
        var items = json.GetProperty("input").EnumerateArray().ToArray();
        Assert.Equal(
            ["message", "message", "function_call", "function_call_output", "message"],
            items.Select(item => item.GetProperty("type").GetString())
        );
        Assert.Equal("system", items[0].GetProperty("role").GetString());
        Assert.Equal("""{"room":"12"}""", items[2].GetProperty("arguments").GetString());
        Assert.Equal("done", items[3].GetProperty("output").GetString());
        Assert.Equal("output_text", items[4].GetProperty("content")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task Who_wants_it_may_have_conversations_kept()
    {
        await AskAsync(Question, configure: options => options.StoresResponses = true);

        Assert.True(server.Requests.Last().Json.GetProperty("store").GetBoolean());
    }

    [Fact]
    public async Task Calls_are_put_together_of_their_pieces()
    {
        var updates = await StreamAsync(
            Created,
            """{"type":"response.output_item.added","item":{"id":"fc_1","type":"function_call","call_id":"a","name":"book","arguments":""}}""",
            """{"type":"response.function_call_arguments.delta","item_id":"fc_1","delta":"{\"room\":"}""",
            """{"type":"response.function_call_arguments.delta","item_id":"fc_1","delta":"12}"}""",
            """{"type":"response.function_call_arguments.done","item_id":"fc_1","arguments":"{\"room\":12}"}""",
            """{"type":"response.output_item.done","item":{"id":"fc_2","type":"function_call","call_id":"b","name":"bill","arguments":"{}"}}""",
            Completed
        );

        var calls = updates.SelectMany(u => u.Contents).OfType<FunctionCallContent>().ToArray();
        Assert.Equal([("a", "book"), ("b", "bill")], calls.Select(call => (call.CallId, call.Name)));
        Assert.Equal("12", calls[0].Arguments!["room"]!.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
    }

    [Fact]
    public async Task Arguments_that_do_not_parse_are_told_as_the_calls_failure()
    {
        var updates = await StreamAsync(
            Created,
            """{"type":"response.output_item.done","item":{"id":"fc_1","type":"function_call","call_id":"a","name":"book","arguments":"{room"}}""",
            Completed
        );

        var call = Assert.Single(updates.SelectMany(u => u.Contents).OfType<FunctionCallContent>());
        Assert.Equal(ErrorCodes.ProviderGarbage, Assert.IsType<VoiceAgentException>(call.Exception).Code);
    }

    [Theory]
    [InlineData("max_output_tokens", "length")]
    [InlineData("content_filter", "content_filter")]
    public async Task An_answer_that_was_cut_says_why(string reason, string told)
    {
        var updates = await StreamAsync(
            Created,
            """{"type":"response.incomplete","response":{"incomplete_details":{"reason":"REASON"}}}""".Replace(
                "REASON",
                reason,
                StringComparison.Ordinal
            )
        );

        Assert.Equal(told, updates[^1].FinishReason!.Value.Value);
    }

    [Theory]
    [InlineData("""{"type":"response.failed","response":{"error":{"code":"rate_limit_exceeded","message":"x"}}}""")]
    [InlineData("""{"type":"error","code":"rate_limit_exceeded","message":"secret-key-1"}""")]
    public Task A_failure_in_the_stream_has_its_code(string failure) =>
        Failing.AssertAsync(ErrorCodes.ProviderRateLimited, () => StreamAsync(Created, failure));

    [Theory]
    [ClassData(typeof(Refusals))]
    public async Task A_refusal_ends_in_a_stable_code(int status, string code)
    {
        server.Fault = VendorFault.Status(status, retryAfter: "7");
        try
        {
            var failure = await Failing.AssertAsync(code, () => AskAsync(Question));
            Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        }
        finally
        {
            server.Fault = null;
        }
    }

    [Fact]
    public async Task A_page_instead_of_an_answer_is_garbage()
    {
        server.Fault = VendorFault.Html;
        try
        {
            await Failing.AssertAsync(ErrorCodes.ProviderGarbage, () => AskAsync(Question));
        }
        finally
        {
            server.Fault = null;
        }
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_a_failure()
    {
        server.Fault = VendorFault.CutAfter(200);
        try
        {
            await Failing.AssertAsync(ErrorCodes.ProviderFailed, () => AskAsync(Question));
        }
        finally
        {
            server.Fault = null;
        }
    }

    [Fact]
    public Task A_stream_that_ends_too_early_is_a_failure() =>
        Failing.AssertAsync(ErrorCodes.ProviderFailed, () => StreamAsync(Created));

    [Fact]
    public void Wild_events_do_no_harm()
    {
        var events = new ResponsesEvents(new Vendors.Vendor("openai", "key", "url"));
        foreach (
            var message in WildJson.Of(
                5_000,
                [
                    .. server.Events,
                    """{"type":"response.output_item.done","item":{"id":"fc_1","type":"function_call","call_id":"a","name":"b","arguments":"{}"}}""",
                ]
            )
        )
        {
            events.Take(message);
        }

        Assert.True(events.IsWhole);
    }

    private async Task<List<ChatResponseUpdate>> StreamAsync(params IReadOnlyList<string> events)
    {
        var usual = server.Events;
        server.Events = events;
        try
        {
            return await AskAsync(Question);
        }
        finally
        {
            server.Events = usual;
        }
    }

    private async Task<List<ChatResponseUpdate>> AskAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        Action<OpenAIOptions>? configure = null
    )
    {
        using var connection = server.Connect(configure);
        return await new OpenAIResponsesClient(connection)
            .GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}
