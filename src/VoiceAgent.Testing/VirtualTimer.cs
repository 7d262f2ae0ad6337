namespace VoiceAgent.Testing;

/// <summary>A timer of virtual time. Its callback runs in the execution context it was made in, as that of a real one does.</summary>
internal sealed class VirtualTimer(VirtualAgenda agenda, TimerCallback callback, object? state) : ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    /// <summary>Place in the order of creation.</summary>
    public long Number { get; } = agenda.NextNumber();

    /// <summary>When it fires, in ticks of virtual time; null while it rests. Guarded by the agenda.</summary>
    public long? Due { get; set; }

    /// <summary>Ticks between two firings, or zero to fire once. Guarded by the agenda.</summary>
    public long Period { get; set; }

    /// <summary>Guarded by the agenda.</summary>
    public bool IsDisposed { get; set; }

    /// <summary>Whose timer it is, for messages.</summary>
    public string Name => $"timer {callback.Method.DeclaringType}.{callback.Method.Name}({state?.GetType().Name})";

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        return agenda.Arm(
            this,
            dueTime == Timeout.InfiniteTimeSpan ? null : dueTime.Ticks,
            period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks
        );
    }

    public void Dispose() => agenda.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    public void Fire()
    {
        if (_context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_context, static timer => ((VirtualTimer)timer!).Invoke(), this);
        }
    }

    private void Invoke() => callback(state);

    private static void Check(TimeSpan value, string name)
    {
        if (
            value != Timeout.InfiniteTimeSpan
            && (value < TimeSpan.Zero || value.TotalMilliseconds >= uint.MaxValue - 1)
        )
        {
            throw new ArgumentOutOfRangeException(name, value, "Not negative (but -1 ms for never) and below 49 days.");
        }
    }
}
