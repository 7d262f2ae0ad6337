using VoiceAgent.Testing;

namespace VoiceAgent.Transports.WebRtc.Media;

public sealed class MediaPacerTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Sessions_are_spread_over_the_20_ms()
    {
        using var pacer = new MediaPacer(_time);
        var sessions = Enumerable.Range(0, 10).Select(_ => new Session(_time)).ToList();
        foreach (var session in sessions)
        {
            pacer.Add(session);
        }

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.All(sessions, session => Assert.InRange(session.Ticks.Count, 49, 51));
        var phases = sessions.GroupBy(session => session.Ticks[5].At.TotalMilliseconds % 20).ToList();
        Assert.Equal([0, 4, 8, 12, 16], phases.Select(phase => phase.Key).Order());
        Assert.All(phases, phase => Assert.Equal(2, phase.Count()));
    }

    [Fact]
    public void Deadlines_do_not_drift()
    {
        using var pacer = new MediaPacer(_time);
        var session = new Session(_time);
        _time.Advance(TimeSpan.FromMilliseconds(7));
        pacer.Add(session);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(3000, session.Ticks.Count);
        Assert.All(session.Ticks, tick => Assert.Equal(TimeSpan.FromMilliseconds(20 * tick.Number), tick.Due));
        Assert.All(session.Ticks, tick => Assert.Equal(tick.Due, tick.At));
        Assert.Equal(Enumerable.Range(1, 3000), session.Ticks.Select(tick => (int)tick.Number));
    }

    [Fact]
    public void A_session_that_left_is_not_called_and_the_clock_sleeps()
    {
        using var pacer = new MediaPacer(_time);
        var session = new Session(_time);
        var registration = pacer.Add(session);
        _time.Advance(TimeSpan.FromSeconds(1));
        registration.Dispose();
        registration.Dispose();
        var ticks = session.Ticks.Count;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ticks, session.Ticks.Count);

        pacer.Add(session);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange(session.Ticks.Count - ticks, 49, 51);
    }

    [Fact]
    public void After_a_standstill_all_ticks_are_made_up_for_and_the_last_two_are_timely()
    {
        var late = new LateTime(_time);
        using var pacer = new MediaPacer(late);
        var session = new Session(_time);
        pacer.Add(session);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        late.Lateness = TimeSpan.FromMilliseconds(150);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        late.Lateness = TimeSpan.Zero;
        _time.Advance(TimeSpan.FromMilliseconds(200));

        var numbers = session.Ticks.Select(tick => (int)tick.Number).ToList();
        Assert.Equal(Enumerable.Range(1, 25), numbers);
        var made = session.Ticks.GroupBy(tick => tick.At).MaxBy(ticks => ticks.Count())!.ToList();
        Assert.InRange(made.Count, 7, 9);
        Assert.Equal([false, true, true], made.TakeLast(3).Select(tick => tick.IsTimely));
        Assert.All(session.Ticks.Take(5), tick => Assert.True(tick.IsTimely));
    }

    private sealed class Session(VirtualTime time) : IPacedSession
    {
        public List<(long Number, TimeSpan Due, TimeSpan At, bool IsTimely)> Ticks { get; } = [];

        public void Tick(long tick, TimeSpan due, bool isTimely) => Ticks.Add((tick, due, time.Elapsed, isTimely));
    }

    /// <summary>A clock whose timers come late.</summary>
    private sealed class LateTime(VirtualTime time) : TimeProvider
    {
        public TimeSpan Lateness { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new LateTimer(this, time.CreateTimer(callback, state, dueTime, period));

        private sealed class LateTimer(LateTime owner, ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime + owner.Lateness, period);

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
