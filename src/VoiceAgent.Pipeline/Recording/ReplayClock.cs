namespace VoiceAgent.Recording;

/// <summary>A clock that stands where the replay is. Its timers fire when the replay asks for it. Thread-safe.</summary>
internal sealed class ReplayClock : TimeProvider
{
    private readonly SortedSet<Timer> _timers = new(Comparer<Timer>.Create(static (a, b) => a.CompareTo(b)));
    private readonly Lock _lock = new();
    private long _now;
    private long _lastNumber;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How far it has moved.</summary>
    public TimeSpan Elapsed => new(Volatile.Read(ref _now));

    /// <inheritdoc />
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Elapsed;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state, Interlocked.Increment(ref _lastNumber));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on without firing a timer.</summary>
    /// <param name="time">Where to; a time that is past does nothing.</param>
    public void MoveTo(TimeSpan time) => Volatile.Write(ref _now, Math.Max(_now, time.Ticks));

    /// <summary>Fires the next timer, and moves on to it if it is not due yet.</summary>
    /// <returns>False when there is none until a time.</returns>
    public bool TryFireNext(TimeSpan until)
    {
        var timer = TakeDue(until.Ticks);
        timer?.Fire();
        return timer is not null;
    }

    private Timer? TakeDue(long time)
    {
        lock (_lock)
        {
            if (_timers.Min is not { } timer || timer.Due > time)
            {
                return null;
            }

            _timers.Remove(timer);
            Volatile.Write(ref _now, Math.Max(_now, timer.Due));
            if (timer.Period > 0)
            {
                timer.Due += timer.Period;
                _timers.Add(timer);
            }

            return timer;
        }
    }

    private sealed class Timer(ReplayClock clock, TimerCallback callback, object? state, long number)
        : ITimer,
            IComparable<Timer>
    {
        private bool _isDisposed;

        public long Due { get; set; }

        public long Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (_isDisposed)
                {
                    return false;
                }

                Period = period > TimeSpan.Zero ? period.Ticks : 0;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime.Ticks;
                    clock._timers.Add(this);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                _isDisposed = true;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        public int CompareTo(Timer? other) =>
            Due.CompareTo(other!.Due) is var byDue && byDue != 0 ? byDue : Number.CompareTo(other.Number);

        private long Number => number;
    }
}
