namespace VoiceAgent.Processors;

/// <summary>
/// A one-shot timer of a processor: when it is due, it calls back on the pump, in the local lane. Setting it again replaces the earlier
/// time; a call that was already on its way is then left out.
/// </summary>
public sealed class ProcessorTimer : IDisposable
{
    private readonly FrameProcessor _processor;
    private readonly Func<ValueTask> _callback;
    private readonly ITimer _timer;
    private long _version;
    private bool _armed;

    internal ProcessorTimer(FrameProcessor processor, Func<ValueTask> callback)
    {
        _processor = processor;
        _callback = callback;
        _timer = processor.Pump.Scope.Time.CreateTimer(
            static state => ((ProcessorTimer)state!).OnDue(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>True between <see cref="Set"/> and the callback or <see cref="Clear"/>.</summary>
    public bool IsSet => _armed;

    /// <summary>Calls back after <paramref name="delay"/>; at once (but not inline) when that is zero or less. Only on the pump.</summary>
    public void Set(TimeSpan delay)
    {
        Interlocked.Increment(ref _version);
        _armed = true;
        _timer.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Forgets the time set. Only on the pump.</summary>
    public void Clear()
    {
        if (_armed)
        {
            _armed = false;
            Interlocked.Increment(ref _version);
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private void OnDue() =>
        _processor.Pump.PostLocal(
            new Envelope(
                _processor,
                EnvelopeKind.Call,
                null,
                FrameDirection.Downstream,
                new DueCall(this, Volatile.Read(ref _version))
            )
        );

    private sealed class DueCall(ProcessorTimer timer, long version) : IPumpCall
    {
        public ValueTask InvokeAsync()
        {
            if (!timer._armed || timer._version != version)
            {
                return default;
            }

            timer._armed = false;
            return timer._callback();
        }
    }
}
