using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>One chunk of a packet. <paramref name="whole"/> has the chunk's header but no padding.</summary>
internal readonly ref struct SctpChunk(ReadOnlySpan<byte> whole)
{
    public ReadOnlySpan<byte> Whole { get; } = whole;

    public SctpChunkType Type => (SctpChunkType)Whole[0];

    public byte Flags => Whole[1];

    public ReadOnlySpan<byte> Value => Whole[4..];
}

/// <summary>Reads the common header and the chunks of one packet (RFC 9260 section 3). Never throws.</summary>
internal ref struct SctpPacketReader
{
    /// <summary>Length of the common header.</summary>
    public const int HeaderBytes = 12;

    private ReadOnlySpan<byte> _rest;

    public ushort SourcePort { get; private init; }

    public ushort DestinationPort { get; private init; }

    public uint Tag { get; private init; }

    /// <summary>True when chunks are left, well-formed or not.</summary>
    public readonly bool HasMore => _rest.Length > 0;

    /// <summary>False when this is no packet: too short, or the checksum is wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out SctpPacketReader reader)
    {
        if (packet.Length < HeaderBytes + 4 || !SctpChecksum.IsRight(packet))
        {
            reader = default;
            return false;
        }

        reader = new SctpPacketReader
        {
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(packet),
            DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            Tag = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]),
            _rest = packet[HeaderBytes..],
        };
        return true;
    }

    /// <summary>The next chunk; false at the end, and where a length is wrong.</summary>
    public bool TryNext(out SctpChunk chunk)
    {
        chunk = default;
        if (_rest.Length < 4)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < 4 || length > _rest.Length)
        {
            return false;
        }

        chunk = new SctpChunk(_rest[..length]);
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }
}
