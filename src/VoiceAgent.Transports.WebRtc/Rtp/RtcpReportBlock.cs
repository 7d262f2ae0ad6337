using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Rtp;

/// <summary>How one stream was received, as a receiver tells it (RFC 3550 section 6.4.1).</summary>
internal readonly record struct RtcpReportBlock
{
    /// <summary>Bytes of a block.</summary>
    public const int Length = 24;

    private const int LostBits = 24;
    private const int MaxLost = (1 << (LostBits - 1)) - 1;

    /// <summary>The stream.</summary>
    public uint Ssrc { get; init; }

    /// <summary>Part of the packets lost since the report before, in 1/256.</summary>
    public byte FractionLost { get; init; }

    /// <summary>Packets lost since the beginning; negative when more came than were sent, by duplication.</summary>
    public int CumulativeLost { get; init; }

    /// <summary>Highest sequence number received; the times it wrapped in the high half.</summary>
    public uint HighestSequence { get; init; }

    /// <summary>Interarrival jitter, in ticks of the stream's clock.</summary>
    public uint Jitter { get; init; }

    /// <summary><see cref="NtpTime.Middle"/> of the last sender report received, or 0.</summary>
    public uint LastSenderReport { get; init; }

    /// <summary>How long ago that came, in 1/65536 s.</summary>
    public uint DelaySinceLastSenderReport { get; init; }

    /// <summary>Reads a block.</summary>
    /// <param name="block">At least <see cref="Length"/> bytes.</param>
    public static RtcpReportBlock Read(ReadOnlySpan<byte> block)
    {
        var lost = BinaryPrimitives.ReadUInt32BigEndian(block[4..]);
        return new RtcpReportBlock
        {
            Ssrc = BinaryPrimitives.ReadUInt32BigEndian(block),
            FractionLost = (byte)(lost >> LostBits),
            CumulativeLost = (int)(lost << (32 - LostBits)) >> (32 - LostBits),
            HighestSequence = BinaryPrimitives.ReadUInt32BigEndian(block[8..]),
            Jitter = BinaryPrimitives.ReadUInt32BigEndian(block[12..]),
            LastSenderReport = BinaryPrimitives.ReadUInt32BigEndian(block[16..]),
            DelaySinceLastSenderReport = BinaryPrimitives.ReadUInt32BigEndian(block[20..]),
        };
    }

    /// <summary>Writes the block.</summary>
    /// <param name="block">At least <see cref="Length"/> bytes.</param>
    public void Write(Span<byte> block)
    {
        var lost = (uint)Math.Clamp(CumulativeLost, -MaxLost - 1, MaxLost) & ((1u << LostBits) - 1);
        BinaryPrimitives.WriteUInt32BigEndian(block, Ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(block[4..], ((uint)FractionLost << LostBits) | lost);
        BinaryPrimitives.WriteUInt32BigEndian(block[8..], HighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(block[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(block[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(block[20..], DelaySinceLastSenderReport);
    }
}
