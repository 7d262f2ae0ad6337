using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.Anthropic;

public sealed class AnthropicChatClientContract(AnthropicServer server)
    : ChatClientContract,
        IClassFixture<AnthropicServer>
{
    protected override IChatClient CreateClient() => new AnthropicChatClient(server.Options);
}

public sealed class AnthropicChatClientTests : IAsyncLifetime
{
    private readonly AnthropicServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Text_streams_and_the_request_says_what_is_asked_for()
    {
        var answer = await AskAsync(new ChatOptions { MaxOutputTokens = 500 });

        Assert.Equal("Hello there.", answer.Text);
        var request = _server.Requests.Last();
        Assert.Equal(Failing.Key, request.Headers["X-Api-Key"]);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
        Assert.Equal(500, request.Json.GetProperty("max_tokens").GetInt32());
        Assert.Equal("claude-haiku-4-5", request.Json.GetProperty("model").GetString());
    }

    [Fact]
    public async Task A_tool_is_called_with_its_arguments()
    {
        _server.CallsTool = true;
        var answer = await AskAsync(
            new ChatOptions { Tools = [AIFunctionFactory.Create((int room) => room, "book", "Books a room.")] }
        );

        var call = Assert.Single(answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>());
        Assert.Equal(("toolu_1", "book", "12"), (call.CallId, call.Name, call.Arguments!["room"]!.ToString()));
    }

    [Theory]
    [ClassData(typeof(Refusals))]
    public async Task A_refusal_has_a_code_of_its_own(int status, string code)
    {
        _server.Fault = VendorFault.Status(status, "3");

        var failure = await Failing.AssertAsync(code, () => AskAsync());

        Assert.Equal(TimeSpan.FromSeconds(3), failure.RetryAfter);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_page_instead_of_an_answer_is_garbage()
    {
        _server.Fault = VendorFault.Html;

        await Failing.AssertAsync(ErrorCodes.ProviderGarbage, () => AskAsync());
    }

    [Fact]
    public async Task An_answer_that_breaks_off_fails()
    {
        _server.Fault = VendorFault.CutAfter(700);

        await Failing.AssertAsync(ErrorCodes.ProviderFailed, () => AskAsync());
    }

    [Fact]
    public async Task Anthropic_itself_answers()
    {
        var options = new AnthropicOptions();
        Assert.SkipUnless(options.IsConfigured, "Anthropic is not asked: ANTHROPIC_API_KEY is not set.");
        using var client = new AnthropicChatClient(options);

        Assert.NotEmpty((await client.GetResponseAsync("Say yes.")).Text);
    }

    private async Task<ChatResponse> AskAsync(ChatOptions? options = null)
    {
        using var client = new AnthropicChatClient(_server.Options);
        return await client.GetResponseAsync([new(ChatRole.User, "hello")], options);
    }
}
