namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>One timer for all sessions, set to the earliest time any of them asks for. Thread-safe.</summary>
internal sealed class RtcTimer : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly Action _fire;
    private long _due = long.MaxValue;

    /// <param name="time">The clock.</param>
    /// <param name="fire">Called when the time has come; asks again for what it did not do.</param>
    public RtcTimer(TimeProvider time, Action fire)
    {
        _fire = fire;
        _timer = time.CreateTimer(
            static timer => ((RtcTimer)timer!).Fire(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Asks to be called at a time, or earlier.</summary>
    public void Schedule(TimeSpan due, TimeSpan now)
    {
        if (due.Ticks >= Volatile.Read(ref _due))
        {
            return;
        }

        lock (_lock)
        {
            if (due.Ticks < _due)
            {
                _due = due.Ticks;

                // Timers cut off parts of milliseconds, and would come too early.
                _ = _timer.Change(due - now + Tick < Tick ? Tick : due - now + Tick, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        lock (_lock)
        {
            _due = long.MaxValue;
        }

        _fire();
    }
}
