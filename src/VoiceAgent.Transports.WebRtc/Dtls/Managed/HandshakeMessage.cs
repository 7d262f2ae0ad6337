using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>A whole handshake message with its header, which says it is one fragment.</summary>
internal readonly record struct HandshakeMessage(ReadOnlyMemory<byte> Whole)
{
    /// <summary>Type, length, number, fragment offset and fragment length (RFC 6347 section 4.2.2).</summary>
    public const int HeaderBytes = 12;

    public HandshakeType Type => (HandshakeType)Whole.Span[0];

    public ushort Sequence => BinaryPrimitives.ReadUInt16BigEndian(Whole.Span[4..]);

    public ReadOnlySpan<byte> Body => Whole.Span[HeaderBytes..];

    public static HandshakeMessage Create(HandshakeType type, ushort sequence, ReadOnlySpan<byte> body)
    {
        var whole = new byte[HeaderBytes + body.Length];
        WriteHeader(whole, type, body.Length, sequence, 0, body.Length);
        body.CopyTo(whole.AsSpan(HeaderBytes));
        return new HandshakeMessage(whole);
    }

    public static void WriteHeader(
        Span<byte> header,
        HandshakeType type,
        int length,
        ushort sequence,
        int offset,
        int fragmentLength
    )
    {
        header[0] = (byte)type;
        WriteTriple(header[1..], length);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], sequence);
        WriteTriple(header[6..], offset);
        WriteTriple(header[9..], fragmentLength);
    }

    private static void WriteTriple(Span<byte> target, int value)
    {
        target[0] = (byte)(value >> 16);
        target[1] = (byte)(value >> 8);
        target[2] = (byte)value;
    }
}
