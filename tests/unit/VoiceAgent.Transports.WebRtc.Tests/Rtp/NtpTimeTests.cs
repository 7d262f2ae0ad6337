namespace VoiceAgent.Transports.WebRtc.Rtp;

public sealed class NtpTimeTests
{
    [Fact]
    public void The_wall_clock_is_kept_to_the_tick()
    {
        var time = new DateTimeOffset(2026, 11, 28, 12, 34, 56, 789, TimeSpan.Zero);
        var ntp = NtpTime.From(time);

        Assert.Equal(SecondsOf(time), ntp.Value >> 32);
        Assert.InRange((ntp.ToDateTimeOffset() - time).Duration().Ticks, 0, 1);
    }

    [Fact]
    public void The_era_after_2036_is_understood()
    {
        var time = new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(time, NtpTime.From(time).ToDateTimeOffset());
    }

    [Fact]
    public void Durations_have_16_bits_of_fraction_and_an_end()
    {
        Assert.Equal(32768u, NtpTime.ToShort(TimeSpan.FromMilliseconds(500)));
        Assert.Equal(TimeSpan.FromMilliseconds(500), NtpTime.FromShort(32768));
        Assert.Equal(uint.MaxValue, NtpTime.ToShort(TimeSpan.FromDays(2)));
        Assert.Equal(0u, NtpTime.ToShort(TimeSpan.FromSeconds(-1)));
    }

    private static ulong SecondsOf(DateTimeOffset time) =>
        (ulong)(time - new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
}
