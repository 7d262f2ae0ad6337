namespace VoiceAgent.Processors;

public class TimerGridTests
{
    [Theory]
    [InlineData(0, 20, 20)]
    [InlineData(1, 20, 23)]
    [InlineData(3, 20, 21)]
    [InlineData(3, 0.2, 1)]
    [InlineData(8, 0.2, 4)]
    [InlineData(10, 1.5, 2)]
    public void A_delay_ends_on_a_line_and_never_early(long now, double asked, double expected) =>
        Assert.Equal(TimeSpan.FromMilliseconds(expected), TimerGrid.Align(now, TimeSpan.FromMilliseconds(asked)));

    [Fact]
    public void Timers_set_at_different_times_fall_together()
    {
        (long Now, double Delay)[] set = [(1001, 38.2), (1013, 27), (1037, 2.2)];

        Assert.All(
            set,
            timer =>
                Assert.Equal(1040, timer.Now + TimerGrid.Align(timer.Now, Milliseconds(timer.Delay)).TotalMilliseconds)
        );
    }

    [Fact]
    public void Virtual_time_has_no_grid() =>
        Assert.Equal(Milliseconds(3), TimerGrid.Align(new HandClock(), Milliseconds(3)));

    [Fact]
    public void What_is_due_at_once_stays_so() =>
        Assert.Equal(TimeSpan.Zero, TimerGrid.Align(TimeProvider.System, TimeSpan.Zero));

    [Fact]
    public void The_real_clock_adds_less_than_a_step() =>
        Assert.InRange(
            TimerGrid.Align(TimeProvider.System, Milliseconds(7)),
            Milliseconds(7),
            Milliseconds(7 + TimerGrid.Step - 1)
        );

    private static TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);
}
