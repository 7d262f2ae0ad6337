using System.Net.WebSockets;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Media;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>The data channel before anything is agreed: messages are read, audio that comes already is thrown away.</summary>
internal sealed class RtcHandshakeLink(IRtcSession session, IRtcMessageProtocol protocol) : IHandshakeLink
{
    private readonly Lock _gate = new();
    private ReadOnlyMemory<byte> _message;

    /// <summary>True once the peer is connected.</summary>
    public bool IsConnected { get; private set; }

    public ReadOnlySpan<byte> Message => _message.Span;

    public async ValueTask<ReceivedKind> ReceiveAsync()
    {
        while (true)
        {
            var input = await session.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            switch (input.Kind)
            {
                case RtcInputKind.Closed:
                    return ReceivedKind.Lost;
                case RtcInputKind.Connected:
                    IsConnected = true;
                    break;
                case RtcInputKind.Text or RtcInputKind.Binary:
                    _message = input.Payload;
                    return input.Kind == RtcInputKind.Text ? ReceivedKind.Text : ReceivedKind.Binary;
                default:
                    break;
            }
        }
    }

    public bool AnswerEnd(ReceivedKind kind) => kind is not (ReceivedKind.Text or ReceivedKind.Binary);

    public ValueTask SendAsync(Frame message)
    {
        Tell(message);
        return default;
    }

    public ValueTask SendReplyAsync(PooledBuffer reply)
    {
        Send(reply);
        return default;
    }

    public void Close(WebSocketCloseStatus status, ErrorFrame error)
    {
        Tell(error);
        _ = session.CloseAsync(error.Code).AsTask();
    }

    private void Tell(Frame message)
    {
        var buffer = new PooledBuffer();
        if (protocol.Encode(message, buffer))
        {
            Send(buffer);
        }
    }

    /// <summary>A client is told a few things only: what finds no room is left out.</summary>
    private void Send(PooledBuffer message)
    {
        lock (_gate)
        {
            _ = session.TrySendMessage(message.Written.Span, isText: true);
        }

        message.Release();
    }
}
