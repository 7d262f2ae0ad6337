namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>The sessions that are due at the same part of the 20 ms, one after the other. Sleeps when it has none. Thread-safe.</summary>
internal sealed class PacerSlot : IDisposable
{
    // After a standstill the pipeline is given what it missed of the last second, and a peer as much as its buffer bridges.
    private const int MaxCatchUp = 50;
    private const int MaxTimely = 2;
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(1);

    private readonly MediaPacer _pacer;
    private readonly TimeSpan _offset;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private IPacedSession[] _sessions = [];
    private long _lastTick;
    private bool _isAwake;

    /// <summary>A slot without sessions.</summary>
    /// <param name="pacer">The clock.</param>
    /// <param name="offset">Its part of the 20 ms.</param>
    public PacerSlot(MediaPacer pacer, TimeSpan offset)
    {
        (_pacer, _offset) = (pacer, offset);
        _timer = pacer.CreateTimer(Run);
    }

    /// <summary>Sessions it has.</summary>
    public int Count => Volatile.Read(ref _sessions).Length;

    /// <summary>Adds a session.</summary>
    public void Add(IPacedSession session)
    {
        lock (_gate)
        {
            _sessions = [.. _sessions, session];
            if (!_isAwake)
            {
                _isAwake = true;
                _lastTick = TickAt(_pacer.Now);
                SetTimer();
            }
        }
    }

    /// <summary>Takes a session out.</summary>
    public void Remove(IPacedSession session)
    {
        lock (_gate)
        {
            _sessions = [.. _sessions.Where(other => other != session)];
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private void Run()
    {
        // Timers have the grain of a millisecond and may come that much too early.
        var current = TickAt(_pacer.Now + Early);
        for (var tick = Math.Max(_lastTick + 1, current - MaxCatchUp + 1); tick <= current; tick++)
        {
            foreach (var session in Volatile.Read(ref _sessions))
            {
                session.Tick(tick, DueAt(tick), isTimely: current - tick < MaxTimely);
            }

            _lastTick = tick;
        }

        lock (_gate)
        {
            _isAwake = _sessions.Length > 0;
            if (_isAwake)
            {
                SetTimer();
            }
        }
    }

    private void SetTimer()
    {
        var wait = DueAt(_lastTick + 1) - _pacer.Now;
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
    }

    private long TickAt(TimeSpan now) => (long)Math.Floor((now - _offset) / MediaPacer.Interval);

    private TimeSpan DueAt(long tick) => _offset + (MediaPacer.Interval * tick);
}
