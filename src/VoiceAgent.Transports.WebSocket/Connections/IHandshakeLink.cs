using System.Net.WebSockets;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>
/// What a handshake needs of a connection, whatever carries its messages: a WebSocket or a data channel. One receive at a time; closing may come
/// from any thread.
/// </summary>
internal interface IHandshakeLink
{
    /// <summary>The message received last; valid until the next receive.</summary>
    ReadOnlySpan<byte> Message { get; }

    /// <summary>The next whole message. Throws nothing.</summary>
    ValueTask<ReceivedKind> ReceiveAsync();

    /// <summary>Does what is due when receiving has come to its end; false when it has not.</summary>
    bool AnswerEnd(ReceivedKind kind);

    /// <summary>Sends a message; nothing when the protocol has none for the frame.</summary>
    ValueTask SendAsync(Frame message);

    /// <summary>Sends what the protocol wrote as an answer. The buffer is empty afterwards.</summary>
    ValueTask SendReplyAsync(PooledBuffer reply);

    /// <summary>Says what went wrong, and closes.</summary>
    /// <param name="status">Close code, where the carrier has some.</param>
    /// <param name="error">What the client is told.</param>
    void Close(WebSocketCloseStatus status, ErrorFrame error);
}
