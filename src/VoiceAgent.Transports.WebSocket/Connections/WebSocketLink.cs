using System.Net.WebSockets;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>A socket with its receiver and its queue: all that is needed before anything is agreed with the client.</summary>
internal sealed class WebSocketLink(
    WebSocket socket,
    IWebSocketProtocol protocol,
    WebSocketTransportOptions options,
    TimeProvider time
)
{
    public IWebSocketProtocol Protocol => protocol;

    public WebSocketReceiver Receiver { get; } = new(socket, options.MaxMessageBytes);

    public OutgoingQueue Outgoing { get; } = new(socket, protocol, options, time);

    /// <summary>Why the peer closed, once it has.</summary>
    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    /// <summary>
    /// Waits for the peer's answer to a close, which <see cref="OutgoingQueue.Close"/> bounds in time, and frees everything. Nobody
    /// else may be receiving.
    /// </summary>
    public async Task FinishAsync()
    {
        while (await Receiver.ReceiveAsync().ConfigureAwait(false) is not (ReceivedKind.Closed or ReceivedKind.Lost))
        {
            // What still arrives is of no use.
        }

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
