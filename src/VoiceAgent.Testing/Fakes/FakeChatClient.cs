using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace VoiceAgent.Testing.Fakes;

/// <summary>A model that answers by script: one <see cref="FakeReply"/> for each request, in order.</summary>
/// <param name="time">The clock of all delays.</param>
public sealed class FakeChatClient(TimeProvider time) : IChatClient
{
    private readonly Queue<FakeReply> _script = new();
    private readonly List<IReadOnlyList<ChatMessage>> _requests = [];

    /// <summary>Answers when the script is at its end. Says so unless set.</summary>
    public Func<IReadOnlyList<ChatMessage>, FakeReply> Otherwise { get; set; } =
        _ => new FakeReply("The script has no answer to that.");

    /// <summary>The messages of each request so far.</summary>
    public IReadOnlyList<IReadOnlyList<ChatMessage>> Requests => _requests;

    /// <summary>Requests that were cancelled before their answer was complete.</summary>
    public int Cancelled { get; private set; }

    /// <summary>Adds the next answer to the script.</summary>
    public FakeChatClient Answers(FakeReply reply)
    {
        _script.Enqueue(reply);
        return this;
    }

    /// <summary>Adds the next answer to the script, with the usual delays.</summary>
    public FakeChatClient Answers(string text) => Answers(new FakeReply(text));

    /// <inheritdoc />
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (
            var update in GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)
        )
        {
            updates.Add(update);
        }

        return updates.ToChatResponse();
    }

    /// <inheritdoc />
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var reply = Take([.. messages]);
        return reply.Fault == FakeFault.Refuse
            ? throw FakeSession<ChatResponseUpdate>.Failure
            : StreamAsync(reply, cancellationToken);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : null;

    /// <inheritdoc />
    public void Dispose()
    {
        // It holds nothing.
    }

    private FakeReply Take(IReadOnlyList<ChatMessage> request)
    {
        lock (_script)
        {
            _requests.Add(request);
            return _script.TryDequeue(out var next) ? next : Otherwise(request);
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        FakeReply reply,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var sent = 0;
        foreach (var piece in reply.Pieces())
        {
            await PauseAsync(reply, sent, cancellationToken).ConfigureAwait(false);
            sent++;
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
        }

        if (sent == 0 || reply.ToolCalls.Count > 0 || reply.Fault != FakeFault.None)
        {
            await PauseAsync(reply, sent, cancellationToken).ConfigureAwait(false);
            var calls = reply.Fault == FakeFault.Garbage ? [Unreadable] : reply.ToolCalls;
            yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls]);
        }

        if (reply.Usage is { } usage)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]);
        }
    }

    /// <summary>A call of a tool that nobody has, with arguments nobody can read.</summary>
    private static FunctionCallContent Unreadable =>
        new("", "\uFFFD") { Exception = new FormatException("The fake was told to send what cannot be read.") };

    private async Task PauseAsync(FakeReply reply, int sent, CancellationToken cancellationToken)
    {
        try
        {
            var pause = sent == 0 ? reply.FirstTokenDelay : reply.TokenInterval;
            await time.PauseAsync(pause, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Cancelled++;
            throw;
        }

        if (sent < reply.FaultAfter)
        {
            return;
        }

        if (reply.Fault == FakeFault.Hang)
        {
            await new TaskCompletionSource().Task.ConfigureAwait(false);
        }
        else if (reply.Fault == FakeFault.Throw)
        {
            throw FakeSession<ChatResponseUpdate>.Failure;
        }
    }
}
