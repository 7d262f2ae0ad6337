namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>The checksum of the FINGERPRINT attribute: CRC-32 of ITU-T V.42 (RFC 8489 section 14.7). It tells STUN from other traffic; it protects nothing.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Table = Enumerable.Range(0, 256).Select(Entry).ToArray();

    /// <summary>The checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint Entry(int index)
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        }

        return value;
    }
}
