using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Connections;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

/// <summary>A Pipecat client: tells the conversation in RTVI and sends audio in the blocks its player plays.</summary>
internal sealed class PipecatConnection(
    WebSocketMediaConnection socket,
    RtviConversation conversation,
    TimeSpan farewell,
    TimeProvider time
) : IMediaConnection
{
    private readonly PlayerBlocks _blocks = new();
    private bool _hasEnded;

    public MediaConnectionInfo Info => socket.Info;

    public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken) => socket.ReadAsync(cancellationToken);

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken) =>
        socket.WriteAsync(_blocks.Add(in audio), cancellationToken);

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case EndFrame or CancelFrame or ErrorFrame:
                _hasEnded |= message is EndFrame;
                return socket.WriteMessageAsync(message, cancellationToken);
            case ResponseSentFrame:
                return socket.WriteAsync(_blocks.Flush(), cancellationToken);
            case InterruptionFrame:
                _blocks.Clear();
                break;
            default:
                break;
        }

        var messages = conversation.Tell(message);
        return messages.Count == 0 ? default : WriteAllAsync(messages, cancellationToken);
    }

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken)
    {
        _blocks.Clear();
        return socket.ClearAsync(through, cancellationToken);
    }

    /// <summary>
    /// Says goodbye and gives the client a moment to leave by itself: these clients take every close they did not begin for a fault.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_hasEnded && socket.CloseReason is null)
        {
            await socket.SayGoodbyeAsync().ConfigureAwait(false);
            await WaitForLeaveAsync().ConfigureAwait(false);
        }

        await socket.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask WriteAllAsync(IReadOnlyList<RtviFrame> messages, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            await socket.WriteMessageAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitForLeaveAsync()
    {
        using var patience = new CancellationTokenSource(farewell, time);
        try
        {
            while ((await socket.ReadAsync(patience.Token).ConfigureAwait(false)).Kind != MediaInputKind.Closed)
            {
                // What it still says is of no use.
            }
        }
        catch (OperationCanceledException)
        {
            // It stays: then it is left.
        }
    }
}
