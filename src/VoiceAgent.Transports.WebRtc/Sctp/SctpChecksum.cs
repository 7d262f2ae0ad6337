using System.Buffers.Binary;
using System.Numerics;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>The CRC32c of a packet, computed as if its own field were zero (RFC 9260 section 6.8 and appendix A).</summary>
internal static class SctpChecksum
{
    private const int Field = 8;

    public static bool IsRight(ReadOnlySpan<byte> packet) =>
        BinaryPrimitives.ReadUInt32LittleEndian(packet[Field..]) == Compute(packet);

    public static void Write(Span<byte> packet) =>
        BinaryPrimitives.WriteUInt32LittleEndian(packet[Field..], Compute(packet));

    private static uint Compute(ReadOnlySpan<byte> packet)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt64LittleEndian(packet));
        crc = BitOperations.Crc32C(crc, 0u);
        var rest = packet[(Field + 4)..];
        for (; rest.Length >= 8; rest = rest[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        foreach (var value in rest)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
