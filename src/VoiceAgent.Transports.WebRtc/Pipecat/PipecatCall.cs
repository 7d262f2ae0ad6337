using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Pipecat;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebRtc.Pipecat;

/// <summary>A Pipecat client: tells the conversation in RTVI, and hears nothing of a microphone that is off.</summary>
/// <param name="connection">The client; owned.</param>
/// <param name="conversation">Turns frames into messages.</param>
/// <param name="messages">Knows whether the microphone is off.</param>
internal sealed class PipecatCall(IMediaConnection connection, RtviConversation conversation, PipecatMessages messages)
    : IMediaConnection
{
    private string? _end;

    public MediaConnectionInfo Info => connection.Info;

    public async ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken)
    {
        var input = await connection.ReadAsync(cancellationToken).ConfigureAwait(false);
        return input.Kind == MediaInputKind.Audio && messages.IsMuted
            ? MediaInput.FromAudio(new byte[input.Audio.Length])
            : input;
    }

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken) =>
        connection.WriteAudioAsync(audio, cancellationToken);

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case EndFrame end:
                _end = end.Reason;
                return connection.WriteMessageAsync(message, cancellationToken);
            case CancelFrame or ErrorFrame or ClientLostFrame or ClientResumedFrame:
                return connection.WriteMessageAsync(message, cancellationToken);
            default:
                var told = conversation.Tell(message);
                return told.Count == 0 ? default : WriteAllAsync(told, cancellationToken);
        }
    }

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken) =>
        connection.ClearAsync(through, cancellationToken);

    public ValueTask PauseAsync(ResponseId through, CancellationToken cancellationToken) =>
        connection.PauseAsync(through, cancellationToken);

    /// <summary>Says goodbye to the client's application first; the client itself is told by the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end is { } reason)
        {
            await connection
                .WriteMessageAsync(PipecatProtocol.Goodbye(reason), CancellationToken.None)
                .ConfigureAwait(false);
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask WriteAllAsync(IReadOnlyList<RtviFrame> told, CancellationToken cancellationToken)
    {
        foreach (var message in told)
        {
            await connection.WriteMessageAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }
}
