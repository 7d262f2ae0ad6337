using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>Encodes into pooled arrays that wait in a queue.</summary>
internal static class FrameEncoder
{
    [ThreadStatic]
    private static PooledBuffer? t_buffer;

    /// <summary>The frame as a message; null when the protocol has none for it.</summary>
    public static Outgoing? Encode(IWebSocketProtocol protocol, Frame frame)
    {
        var buffer = t_buffer ??= new PooledBuffer();
        buffer.Clear();
        var type = protocol.Encode(frame, buffer);
        return type == WireType.None ? null : Detach(buffer, type);
    }

    /// <summary>What was written into the buffer, as a message.</summary>
    public static Outgoing Detach(PooledBuffer buffer, WireType type)
    {
        var bytes = buffer.Detach(out var length);
        return new Outgoing(OutgoingKind.Encoded)
        {
            Rented = bytes,
            Length = length,
            Type = type,
        };
    }
}
