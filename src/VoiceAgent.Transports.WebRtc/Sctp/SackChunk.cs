using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>A selective acknowledgement as it came (RFC 9260 section 3.3.4). Gap blocks are offsets from the cumulative TSN.</summary>
internal readonly ref struct SackChunk
{
    public const int FixedBytes = 12;

    private readonly ReadOnlySpan<byte> _gaps;

    private SackChunk(uint cumulative, uint window, ReadOnlySpan<byte> gaps)
    {
        Cumulative = cumulative;
        Window = window;
        _gaps = gaps;
    }

    public uint Cumulative { get; }

    public uint Window { get; }

    public int GapCount => _gaps.Length / 4;

    public static bool TryParse(ReadOnlySpan<byte> value, out SackChunk sack)
    {
        sack = default;
        if (value.Length < FixedBytes)
        {
            return false;
        }

        var gaps = 4 * BinaryPrimitives.ReadUInt16BigEndian(value[8..]);
        if (value.Length < FixedBytes + gaps)
        {
            return false;
        }

        sack = new SackChunk(
            BinaryPrimitives.ReadUInt32BigEndian(value),
            BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
            value.Slice(FixedBytes, gaps)
        );
        return true;
    }

    public (ushort Start, ushort End) Gap(int index) =>
        (
            BinaryPrimitives.ReadUInt16BigEndian(_gaps[(4 * index)..]),
            BinaryPrimitives.ReadUInt16BigEndian(_gaps[((4 * index) + 2)..])
        );
}
