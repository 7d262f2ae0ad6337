namespace VoiceAgent.Transports.WebRtc.Codecs.Opus;

/// <summary>What can be told of an Opus packet without decoding it (RFC 6716 section 3).</summary>
internal static class OpusPacket
{
    /// <summary>Bytes of a packet that holds nothing and need not be sent (RFC 7587 section 3.1.3).</summary>
    public const int MaxEmptyLength = 2;

    private const int MaxDuration = 5760;
    private const int FirstHybrid = 12;
    private const int FirstCelt = 16;
    private const byte StereoFlag = 0x04;
    private const byte CountMask = 0x3F;
    private static readonly int[] SilkDurations = [480, 960, 1920, 2880];

    /// <summary>Its length in ticks of 48 kHz; 0 when the bytes are no packet.</summary>
    public static int Duration(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
        {
            return 0;
        }

        var frames = (packet[0] & 3) switch
        {
            0 => 1,
            1 or 2 => 2,
            _ => packet.Length < 2 ? 0 : packet[1] & CountMask,
        };
        var duration = frames * FrameDuration(packet[0]);
        return duration > MaxDuration ? 0 : duration;
    }

    /// <summary>True when the packet, of one frame, repeats the one before it (RFC 6716 section 4.2.4).</summary>
    public static bool HasFec(ReadOnlySpan<byte> packet)
    {
        // Only SILK repeats. Of packets with several frames the first tells, but nobody sends such for speech.
        if (packet.Length <= MaxEmptyLength || packet[0] >> 3 >= FirstCelt || (packet[0] & 3) != 0)
        {
            return false;
        }

        // A voice flag for each 20 ms, then the flag, of either channel.
        var voiceFlags = Math.Max(1, FrameDuration(packet[0]) / 960);
        var isRepeated = ((packet[1] >> (7 - voiceFlags)) & 1) != 0;
        var isStereo = (packet[0] & StereoFlag) != 0;
        return isRepeated || (isStereo && ((packet[1] >> Math.Max(0, 6 - (2 * voiceFlags))) & 1) != 0);
    }

    private static int FrameDuration(byte description)
    {
        var configuration = description >> 3;
        return configuration switch
        {
            < FirstHybrid => SilkDurations[configuration & 3],
            < FirstCelt => SilkDurations[configuration & 1],
            _ => 120 << (configuration & 3),
        };
    }
}
