using Microsoft.Extensions.AI;
using VoiceAgent.Llm;
using Xunit;

namespace VoiceAgent.Testing.Contracts;

/// <summary>
/// What the engine asks of an <see cref="IChatClient"/> that answers a conversation. Derive a test class from it, and each demand is a test
/// of yours.
/// </summary>
public abstract class ChatClientContract : IDisposable
{
    private const int Limit = 60_000;
    private IChatClient? _client;

    /// <summary>Something the client answers with text.</summary>
    protected virtual string Question => "hello";

    /// <summary>Sent with every request: model, tools.</summary>
    protected virtual ChatOptions? Options => null;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IChatClient Client => _client ??= CreateClient();

    /// <summary>Makes the client, once per test.</summary>
    protected abstract IChatClient CreateClient();

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes the client.</summary>
    /// <param name="disposing">True.</param>
    protected virtual void Dispose(bool disposing) => _client?.Dispose();

    /// <summary>A question is answered, streamed and whole, by the assistant.</summary>
    [Fact(Timeout = Limit)]
    public async Task A_question_is_answered_with_text()
    {
        var streamed = await AskAsync(Ask(Question));
        var whole = await Client.GetResponseAsync(Ask(Question), Options, Cancellation);

        Assert.False(string.IsNullOrWhiteSpace(streamed.Text));
        Assert.False(string.IsNullOrWhiteSpace(whole.Text));
        Assert.All(streamed.Messages, message => Assert.Equal(ChatRole.Assistant, message.Role));
    }

    /// <summary>Speech that was not understood is an empty turn with a mark; it is answered, not refused.</summary>
    [Fact(Timeout = Limit)]
    public async Task A_turn_that_was_not_understood_is_answered()
    {
        var context = new ConversationContext("You are helpful.");
        context.AddUserTurn("", rejected: true);

        var answer = await AskAsync([.. context.ToMessages()]);

        Assert.NotEmpty(answer.Messages);
    }

    /// <summary>The conversation belongs to the caller.</summary>
    [Fact(Timeout = Limit)]
    public async Task The_messages_are_not_changed()
    {
        var messages = Ask(Question);
        await AskAsync(messages);

        Assert.Equal(Question, Assert.Single(messages).Text);
    }

    /// <summary>An interruption cancels the request.</summary>
    [Fact(Timeout = Limit)]
    public async Task A_request_that_is_cancelled_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Client.GetStreamingResponseAsync(Ask(Question), Options, cancelled.Token))
            {
                // Nothing should come.
            }
        });
    }

    /// <summary>An answer may be left in the middle; the next one is whole.</summary>
    [Fact(Timeout = Limit)]
    public async Task An_answer_that_is_left_does_not_harm_the_next()
    {
        await foreach (var _ in Client.GetStreamingResponseAsync(Ask(Question), Options, Cancellation))
        {
            break;
        }

        Assert.False(string.IsNullOrWhiteSpace((await AskAsync(Ask(Question))).Text));
    }

    /// <summary>One client serves all sessions.</summary>
    [Fact(Timeout = Limit)]
    public async Task Conversations_run_side_by_side()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(Ask(Question))));

        Assert.All(answers, answer => Assert.False(string.IsNullOrWhiteSpace(answer.Text)));
    }

    /// <summary>Calls can be told apart, so that none stays without a result.</summary>
    [Fact(Timeout = Limit)]
    public async Task Tool_calls_have_ids_of_their_own()
    {
        var answer = await AskAsync(Ask(Question));
        var calls = answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToArray();

        Assert.All(calls, call => Assert.False(string.IsNullOrEmpty(call.CallId)));
        Assert.Distinct(calls.Select(call => call.CallId));
    }

    private static List<ChatMessage> Ask(string question) => [new(ChatRole.User, question)];

    private async Task<ChatResponse> AskAsync(List<ChatMessage> messages)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in Client.GetStreamingResponseAsync(messages, Options, Cancellation))
        {
            updates.Add(update);
        }

        return updates.ToChatResponse();
    }
}
