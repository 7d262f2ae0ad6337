namespace VoiceAgent.Tests.Vendors;

/// <summary>
/// A clock that a test moves by hand while real sockets run beside it: timers fire on the thread that moves it, what sockets do takes no time.
/// </summary>
public sealed class HandClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Alarm> _alarms = [];
    private TimeSpan _now = TimeSpan.FromHours(1);

    /// <summary>How far it was moved.</summary>
    public TimeSpan Elapsed => Now - TimeSpan.FromHours(1);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private TimeSpan Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
    }

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        lock (_lock)
        {
            _alarms.Add(alarm);
        }

        return alarm;
    }

    /// <summary>Moves it on, from timer to timer.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Now + by;
        while (true)
        {
            Alarm? next;
            lock (_lock)
            {
                next = _alarms.Where(alarm => alarm.Due <= end).MinBy(alarm => alarm.Due);
                _now =
                    next?.Due > _now ? next.Due.Value
                    : next is null ? end
                    : _now;
                next?.Arm();
            }

            if (next is null)
            {
                return;
            }

            next.Ring();
        }
    }

    private sealed class Alarm(HandClock clock, Action ring) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public TimeSpan? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                _period = period;
            }

            return true;
        }

        /// <summary>It rings now: when it rings next.</summary>
        public void Arm() => Due = _period > TimeSpan.Zero ? Due + _period : null;

        public void Ring() => ring();

        public void Dispose()
        {
            lock (clock._lock)
            {
                Due = null;
                clock._alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
