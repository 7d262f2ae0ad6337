using System.Net.WebSockets;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>A socket with its receiver and its queue: all that is needed before anything is agreed with the client.</summary>
internal sealed class WebSocketLink(
    WebSocket socket,
    IWebSocketProtocol protocol,
    WebSocketTransportOptions options,
    TimeProvider time,
    int? maxMessageBytes = null
) : IHandshakeLink
{
    public IWebSocketProtocol Protocol => protocol;

    public WebSocketReceiver Receiver { get; } = new(socket, maxMessageBytes ?? options.MaxMessageBytes);

    public OutgoingQueue Outgoing { get; } = new(socket, protocol, options, time);

    ReadOnlySpan<byte> IHandshakeLink.Message => Receiver.Message;

    ValueTask<ReceivedKind> IHandshakeLink.ReceiveAsync() => Receiver.ReceiveAsync();

    ValueTask IHandshakeLink.SendAsync(Frame message) =>
        FrameEncoder.Encode(protocol, message) is { } encoded
            ? Outgoing.AddAsync(encoded, CancellationToken.None)
            : default;

    ValueTask IHandshakeLink.SendReplyAsync(PooledBuffer reply) =>
        Outgoing.AddAsync(FrameEncoder.Detach(reply, protocol.ReplyType), CancellationToken.None);

    void IHandshakeLink.Close(WebSocketCloseStatus status, ErrorFrame error) =>
        Outgoing.Close(status, error.Code, error, drop: true);

    /// <summary>Does what is due when receiving has come to its end; false when it has not.</summary>
    public bool AnswerEnd(ReceivedKind kind)
    {
        switch (kind)
        {
            case ReceivedKind.Closed:
                var status = socket.CloseStatus is { } said and not WebSocketCloseStatus.Empty
                    ? said
                    : WebSocketCloseStatus.NormalClosure;
                Outgoing.Close(status, "client", last: null, drop: true);
                return true;
            case ReceivedKind.Faulted:
                Outgoing.Stop("protocol error");
                return true;
            case ReceivedKind.Lost:
                Outgoing.Abort();
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Waits for the peer's answer to a close, which <see cref="OutgoingQueue.Close"/> bounds in time, and frees everything. Nobody
    /// else may be receiving.
    /// </summary>
    public async Task FinishAsync()
    {
        // What still arrives is of no use.
        while (!AnswerEnd(await Receiver.ReceiveAsync().ConfigureAwait(false))) { }

        await Outgoing.Closed.ConfigureAwait(false);
        Free();
    }

    /// <summary>Frees everything. Nothing may be in progress any more.</summary>
    public void Free()
    {
        Outgoing.Dispose();
        Receiver.Release();
        socket.Dispose();
    }
}
