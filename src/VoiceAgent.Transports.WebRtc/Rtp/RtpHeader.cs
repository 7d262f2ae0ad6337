using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Rtp;

/// <summary>The header of an RTP packet (RFC 3550 section 5.1). Contributing sources and header extensions are skipped.</summary>
internal readonly record struct RtpHeader
{
    /// <summary>Bytes of a header without contributing sources and extension: what <see cref="Write"/> writes.</summary>
    public const int MinLength = 12;

    private const byte Version = 0x80;
    private const byte VersionMask = 0xC0;
    private const byte PaddingFlag = 0x20;
    private const byte ExtensionFlag = 0x10;
    private const byte SourceCountMask = 0x0F;
    private const byte MarkerFlag = 0x80;
    private const byte PayloadTypeMask = 0x7F;

    /// <summary>Number of the payload's format, 0 to 127.</summary>
    public byte PayloadType { get; init; }

    /// <summary>On the first packet after silence (RFC 3551 section 4.1).</summary>
    public bool Marker { get; init; }

    /// <summary>Counts packets; wraps.</summary>
    public ushort Sequence { get; init; }

    /// <summary>When the first sample was taken, in ticks of the payload's clock; wraps.</summary>
    public uint Timestamp { get; init; }

    /// <summary>Synchronization source.</summary>
    public uint Ssrc { get; init; }

    /// <summary>True when the last byte of the packet says how many of its last bytes are padding.</summary>
    public bool HasPadding { get; init; }

    /// <summary>Bytes in front of the payload.</summary>
    public int Length { get; init; }

    /// <summary>Reads the header of a packet, encrypted or not. Throws nothing.</summary>
    /// <returns>False when the bytes are no RTP packet.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out RtpHeader header)
    {
        header = default;
        if (packet.Length < MinLength || (packet[0] & VersionMask) != Version)
        {
            return false;
        }

        var length = MinLength + ((packet[0] & SourceCountMask) * sizeof(uint));
        if ((packet[0] & ExtensionFlag) != 0)
        {
            if (packet.Length < length + sizeof(uint))
            {
                return false;
            }

            var words = BinaryPrimitives.ReadUInt16BigEndian(packet[(length + sizeof(ushort))..]);
            length += sizeof(uint) + (words * sizeof(uint));
        }

        header = new RtpHeader
        {
            PayloadType = (byte)(packet[1] & PayloadTypeMask),
            Marker = (packet[1] & MarkerFlag) != 0,
            Sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            Timestamp = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]),
            Ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]),
            HasPadding = (packet[0] & PaddingFlag) != 0,
            Length = length,
        };
        return length <= packet.Length;
    }

    /// <summary>The payload of a decrypted packet, without padding.</summary>
    /// <returns>False when the padding is longer than what there is.</returns>
    public bool TryGetPayload(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> payload)
    {
        payload = packet[Length..];
        if (!HasPadding)
        {
            return true;
        }

        if (payload.IsEmpty || payload[^1] == 0 || payload[^1] > payload.Length)
        {
            payload = default;
            return false;
        }

        payload = payload[..^payload[^1]];
        return true;
    }

    /// <summary>Writes a header without contributing sources, extension and padding.</summary>
    /// <returns>Bytes written: <see cref="MinLength"/>.</returns>
    /// <exception cref="ArgumentException">There is no room.</exception>
    public int Write(Span<byte> packet)
    {
        packet[0] = Version;
        packet[1] = (byte)((PayloadType & PayloadTypeMask) | (Marker ? MarkerFlag : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], Ssrc);
        return MinLength;
    }
}
