namespace VoiceAgent.Processors;

/// <summary>
/// A one-shot timer of a processor: when it is due, it calls back on the pump, in the local lane. Setting it again replaces the earlier
/// time; a call that was already on its way is then left out. In real time it fires up to 5 ms late, together with those of other sessions.
/// </summary>
public sealed class ProcessorTimer : IDisposable, IPumpCall
{
    // How much earlier than a timestamp says the timers of an operating system may fire.
    private static readonly TimeSpan Coarseness = TimeSpan.FromMilliseconds(20);

    private readonly FrameProcessor _processor;
    private readonly Func<ValueTask> _callback;
    private readonly ITimer _timer;
    private TimeSpan _setAt;
    private TimeSpan _delay;

    internal ProcessorTimer(FrameProcessor processor, Func<ValueTask> callback)
    {
        _processor = processor;
        _callback = callback;
        Number = processor.Numbers.Add(this);
        _timer = processor.Pump.Scope.Time.CreateTimer(
            static state => ((ProcessorTimer)state!).OnDue(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>True between <see cref="Set"/> and the callback or <see cref="Clear"/>.</summary>
    public bool IsSet { get; private set; }

    /// <summary>Its place among the timers of the processor.</summary>
    internal int Number { get; }

    internal FrameProcessor Processor => _processor;

    /// <summary>What it sends when it is due.</summary>
    internal Envelope Due =>
        new(_processor, EnvelopeKind.Call, null, FrameDirection.Downstream, this) { Origin = this };

    /// <summary>Calls back after <paramref name="delay"/>; at once (but not inline) when that is zero or less. Only on the pump.</summary>
    public void Set(TimeSpan delay)
    {
        IsSet = true;
        _setAt = _processor.Pump.Now;
        _delay = delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
        _timer.Change(TimerGrid.Align(_processor.Pump.Scope.Time, _delay), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Forgets the time set. Only on the pump.</summary>
    public void Clear()
    {
        if (IsSet)
        {
            IsSet = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    /// <summary>On the pump: a call that was on its way when the time was set anew comes too early and is left out.</summary>
    internal bool IsDueAt(TimeSpan now) => IsSet && now - _setAt >= _delay - Coarseness;

    ValueTask IPumpCall.InvokeAsync()
    {
        IsSet = false;
        return _callback();
    }

    private void OnDue() => _processor.Pump.PostLocal(Due);
}
