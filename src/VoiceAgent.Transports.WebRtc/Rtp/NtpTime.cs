namespace VoiceAgent.Transports.WebRtc.Rtp;

/// <summary>A time as NTP writes it: seconds since 1900 with 32 bits of fraction (RFC 3550 section 4).</summary>
/// <param name="Value">Seconds in the high half, fraction in the low half; wraps in 2036.</param>
internal readonly record struct NtpTime(ulong Value)
{
    private const ulong SecondsTo1970 = 2_208_988_800;
    private const int FractionBits = 32;
    private const int ShortFractionBits = 16;

    /// <summary>The middle 32 bits: what a report sends back (RFC 3550 section 6.4.1).</summary>
    public uint Middle => (uint)(Value >> ShortFractionBits);

    /// <summary>The time of a wall clock.</summary>
    public static NtpTime From(DateTimeOffset time)
    {
        var ticks = (ulong)Math.Max(0, (time - DateTimeOffset.UnixEpoch).Ticks);
        var seconds = (ticks / TimeSpan.TicksPerSecond) + SecondsTo1970;
        var fraction = ((ticks % TimeSpan.TicksPerSecond) << FractionBits) / TimeSpan.TicksPerSecond;
        return new NtpTime((seconds << FractionBits) | fraction);
    }

    /// <summary>This time as a wall clock shows it, taken to lie between 1968 and 2104.</summary>
    public DateTimeOffset ToDateTimeOffset()
    {
        var seconds = Value >> FractionBits;
        var era = seconds < SecondsTo1970 ? 1UL << FractionBits : 0;
        var fraction = (Value & uint.MaxValue) * TimeSpan.TicksPerSecond >> FractionBits;
        return DateTimeOffset.UnixEpoch
            + TimeSpan.FromSeconds((long)(seconds + era - SecondsTo1970))
            + TimeSpan.FromTicks((long)fraction);
    }

    /// <summary>A duration in units of 1/65536 s, as reports give it.</summary>
    public static TimeSpan FromShort(uint units) =>
        TimeSpan.FromTicks((long)((ulong)units * TimeSpan.TicksPerSecond >> ShortFractionBits));

    /// <summary>A duration in units of 1/65536 s; at most what fits, about 18 hours.</summary>
    public static uint ToShort(TimeSpan duration) =>
        (uint)Math.Clamp(duration.TotalSeconds * (1 << ShortFractionBits), 0, uint.MaxValue);
}
