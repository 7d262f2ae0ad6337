namespace VoiceAgent.Processors;

public class TimerGridTests
{
    [Theory]
    [InlineData(0, 20, 20)]
    [InlineData(1, 20, 23)]
    [InlineData(3, 20, 21)]
    [InlineData(3, 0.2, 1)]
    [InlineData(8, 0.2, 4)]
    [InlineData(9.5, 1.5, 3)]
    [InlineData(11.9, 20, 21)]
    public void A_delay_ends_on_a_line_and_never_early(double now, double asked, double expected) =>
        Assert.Equal(Milliseconds(expected), TimerGrid.Align(Milliseconds(now), Milliseconds(asked)));

    [Fact]
    public void Timers_set_at_different_times_fall_together()
    {
        (double Now, double Delay)[] set = [(1001, 38.2), (1013.25, 26.5), (1037.75, 2.2)];

        Assert.All(set, timer => Assert.InRange(Due(timer.Now, timer.Delay), 1040, 1040.999));

        static double Due(double now, double delay) =>
            now + TimerGrid.Align(Milliseconds(now), Milliseconds(delay)).TotalMilliseconds;
    }

    [Fact]
    public void Virtual_time_has_no_grid() =>
        Assert.Equal(Milliseconds(3), TimerGrid.Align(new HandClock(), Milliseconds(3)));

    [Fact]
    public void What_is_due_at_once_stays_so() =>
        Assert.Equal(TimeSpan.Zero, TimerGrid.Align(TimeProvider.System, TimeSpan.Zero));

    [Fact]
    public void The_real_clock_adds_little_more_than_a_step() =>
        Assert.InRange(
            TimerGrid.Align(TimeProvider.System, Milliseconds(7)),
            Milliseconds(7),
            Milliseconds(7) + TimerGrid.Step + Milliseconds(1)
        );

    private static TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);
}
