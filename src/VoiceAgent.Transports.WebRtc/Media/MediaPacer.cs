namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>
/// The 20 ms clock of all sessions. Deadlines are absolute, so that lateness does not add up, and sessions are spread over the 20 ms, so that
/// they do not all send at once. Nothing is ever early: what was sent cannot be taken back. Thread-safe.
/// </summary>
internal sealed class MediaPacer : IDisposable
{
    private const int DefaultSlots = 5;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Lock _gate = new();
    private readonly PacerSlot[] _slots;

    /// <summary>A clock that begins now.</summary>
    public MediaPacer(TimeProvider time)
    {
        _time = time;
        _began = time.GetTimestamp();
        _slots = new PacerSlot[DefaultSlots];
        for (var i = 0; i < DefaultSlots; i++)
        {
            _slots[i] = new PacerSlot(this, Interval * i / DefaultSlots);
        }
    }

    /// <summary>Length of a tick.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Time since it began.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>Calls a session every 20 ms, until what is returned is disposed. A call may be under way then.</summary>
    public IDisposable Add(IPacedSession session)
    {
        lock (_gate)
        {
            var slot = _slots.MinBy(candidate => candidate.Count)!;
            slot.Add(session);
            return new Registration(slot, session);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.Dispose();
        }
    }

    /// <summary>A timer on the clock's time.</summary>
    internal ITimer CreateTimer(Action callback) =>
        _time.CreateTimer(
            static state => ((Action)state!)(),
            callback,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );

    private sealed class Registration(PacerSlot slot, IPacedSession session) : IDisposable
    {
        public void Dispose() => slot.Remove(session);
    }
}
