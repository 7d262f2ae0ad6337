using VoiceAgent.Frames;

namespace VoiceAgent.Processors;

/// <summary>A processor made of what a test gives it. Passes everything on unless told otherwise, and notes what it saw.</summary>
internal sealed class Probe : FrameProcessor
{
    private int _inside;

    public Probe(string name) => Name = name;

    public Func<Probe, StartFrame, CancellationToken, ValueTask>? Starting { get; init; }

    /// <summary>Called for marks only; all other frames pass.</summary>
    public Func<Probe, Mark, FrameDirection, ValueTask>? Marked { get; init; }

    /// <summary>Called for all other frames.</summary>
    public Func<Probe, Frame, FrameDirection, ValueTask>? Other { get; init; }

    public Func<Probe, InterruptionFrame, ValueTask>? Interrupted { get; init; }

    public Func<Probe, CancelFrame, ValueTask>? Cancelled { get; init; }

    public Func<Probe, ProcessorWork, Exception, ValueTask>? WorkFailed { get; init; }

    public Func<ValueTask>? Disposing { get; init; }

    public bool OwnPump { get; init; }

    public bool Holding { get; set; }

    /// <summary>All that came, in order: <c>&gt;text</c> downstream, <c>&lt;text</c> upstream, <c>!</c> commands.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>The marks that came, in order.</summary>
    public IEnumerable<string> Marks => Seen.Where(s => char.IsLower(s[1]) || char.IsDigit(s[1]));

    /// <summary>True when two callbacks were ever under way at a time.</summary>
    public bool Overlapped { get; private set; }

    public int Disposals { get; private set; }

    public override bool NeedsOwnPump => OwnPump;

    public new ResponseTracker Responses => base.Responses;

    public new TimeProvider Time => base.Time;

    public new CancellationToken Stopping => base.Stopping;

    protected override bool IsBusy => Holding;

    public ValueTask Push(Frame frame, FrameDirection direction = FrameDirection.Downstream) =>
        PushAsync(frame, direction);

    public ValueTask Broadcast(Frame frame) => BroadcastAsync(frame);

    public ValueTask Error(ErrorFrame frame) => PushErrorAsync(frame);

    public ResponseId InterruptBot() => Interrupt();

    public ProcessorWork Work(Func<ProcessorWork, Task> body, ResponseId response = default, bool holdsEnd = true) =>
        StartWork("work", body, response, holdsEnd);

    public override async ValueTask DisposeAsync()
    {
        Disposals++;
        await base.DisposeAsync();
        await Guard(() => Disposing?.Invoke() ?? default);
    }

    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken) =>
        Starting?.Invoke(this, frame, cancellationToken) ?? default;

    protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        Note(direction == FrameDirection.Downstream ? '>' : '<', frame);
        return Guard(() =>
            frame switch
            {
                Mark mark when Marked is not null => Marked(this, mark, direction),
                not Mark when Other is not null => Other(this, frame, direction),
                _ => PushAsync(frame, direction),
            }
        );
    }

    protected override ValueTask OnInterruptionAsync(InterruptionFrame frame)
    {
        Note('!', frame);
        return Guard(() => Interrupted?.Invoke(this, frame) ?? default);
    }

    protected override ValueTask OnCancelAsync(CancelFrame frame)
    {
        Note('!', frame);
        return Guard(() => Cancelled?.Invoke(this, frame) ?? default);
    }

    protected override ValueTask OnWorkFailedAsync(ProcessorWork work, Exception exception) =>
        WorkFailed?.Invoke(this, work, exception) ?? base.OnWorkFailedAsync(work, exception);

    private void Note(char sign, Frame frame)
    {
        var name = frame is Mark mark ? mark.Text : frame.GetType().Name.Replace("Frame", "", StringComparison.Ordinal);
        Seen.Add(sign + name);
    }

    private async ValueTask Guard(Func<ValueTask> callback)
    {
        Overlapped |= Interlocked.Exchange(ref _inside, 1) == 1;
        try
        {
            await callback();
        }
        finally
        {
            Volatile.Write(ref _inside, 0);
        }
    }
}
