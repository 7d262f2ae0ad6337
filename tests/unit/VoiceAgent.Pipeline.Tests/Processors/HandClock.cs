namespace VoiceAgent.Processors;

/// <summary>A clock that a test sets by hand while real threads run.</summary>
internal sealed class HandClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<HandTimer> _timers = [];
    private long _now = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    /// <summary>Moves the clock by steps of a second and fires what is due.</summary>
    public void Advance(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            Interlocked.Add(ref _now, TimeSpan.TicksPerSecond);
            HandTimer[] due;
            lock (_lock)
            {
                due = [.. _timers.Where(t => t.Due <= _now)];
            }

            foreach (var timer in due)
            {
                timer.Fire();
            }
        }
    }

    /// <summary>Calls back every timer, due or not: what a timer that fired just before it was changed looks like.</summary>
    public void FireStale()
    {
        foreach (var timer in _timers)
        {
            timer.Call();
        }
    }

    private sealed class HandTimer(HandClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long _period;

        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime < TimeSpan.Zero ? long.MaxValue : clock.GetTimestamp() + dueTime.Ticks;
            _period = period.Ticks;
            return true;
        }

        public void Fire()
        {
            Due = _period > 0 ? Due + _period : long.MaxValue;
            Call();
        }

        public void Call() => callback(state);

        public void Dispose() => Due = long.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
