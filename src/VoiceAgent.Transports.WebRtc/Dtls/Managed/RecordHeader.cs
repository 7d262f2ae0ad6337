using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>The header of a record (RFC 6347 section 4.1).</summary>
/// <param name="Type">What it carries.</param>
/// <param name="Epoch">0 before the keys, 1 after; there are no others without renegotiation.</param>
/// <param name="Sequence">48 bits.</param>
internal readonly record struct RecordHeader(ContentType Type, ushort Epoch, ulong Sequence)
{
    public const int Bytes = 13;

    /// <summary>Bytes before type, version and length in the header, which are authenticated first.</summary>
    public const int NumberBytes = 8;

    /// <summary>Takes the next record off a datagram; false at its end, and where it makes no sense from here on.</summary>
    public static bool TryRead(
        ref ReadOnlySpan<byte> datagram,
        out RecordHeader header,
        out ReadOnlySpan<byte> fragment
    )
    {
        header = default;
        fragment = default;
        if (datagram.Length < Bytes)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(datagram[11..]);

        // A first hello may still say DTLS 1.0; the next byte is not looked at.
        if (datagram[1] != 0xFE || length > datagram.Length - Bytes)
        {
            return false;
        }

        var number = BinaryPrimitives.ReadUInt64BigEndian(datagram[3..]);
        header = new RecordHeader((ContentType)datagram[0], (ushort)(number >> 48), number & 0xFFFF_FFFF_FFFF);
        fragment = datagram.Slice(Bytes, length);
        datagram = datagram[(Bytes + length)..];
        return true;
    }

    public void Write(Span<byte> target, int length)
    {
        target[0] = (byte)Type;
        BinaryPrimitives.WriteUInt16BigEndian(target[1..], TlsNumbers.Version);
        BinaryPrimitives.WriteUInt64BigEndian(target[3..], ((ulong)Epoch << 48) | Sequence);
        BinaryPrimitives.WriteUInt16BigEndian(target[11..], (ushort)length);
    }
}
