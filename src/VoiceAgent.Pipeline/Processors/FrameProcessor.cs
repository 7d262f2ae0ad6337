using Microsoft.Extensions.Logging;
using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Processors;

/// <summary>
/// One step of a pipeline. It receives frames from both sides, pushes frames to both sides, and passes on what it does not care
/// about.
/// </summary>
/// <remarks>
/// <para>
/// All callbacks (<c>On…</c>) run on the session's pump, one at a time: a processor needs no locks. They must not block and should not
/// take long; a stream, a request or a computation is started with <see cref="StartWork"/> and posts back.
/// </para>
/// <para>
/// A push in the direction of the frame being handled is a plain call into the next processor; it has been handled when the push
/// returns. A push against it waits until the current frame is done, so a processor is never entered while it is inside a callback.
/// </para>
/// <para>
/// What a callback throws becomes an <see cref="ErrorFrame"/>; the session goes on. A processor belongs to one pipeline of one
/// session.
/// </para>
/// </remarks>
public abstract class FrameProcessor : IAsyncDisposable
{
    private Pump? _pump;
    private FrameProcessor? _next;
    private FrameProcessor? _previous;
    private EndFrame? _heldEnd;
    private bool _hasSeenEnd;
    private int _worksBeforeEnd;
    private ILogger? _logger;

    /// <summary>Makes a processor named after its type.</summary>
    protected FrameProcessor() => Name = GetType().Name;

    /// <summary>Name for logs and metrics; unique names make them easier to read.</summary>
    public string Name { get; init; }

    /// <summary>
    /// True when this processor must not share the session's pump (it computes for long or calls blocking native code). It then runs on a
    /// pump of its own, beside the others, linked by bounded lanes.
    /// </summary>
    public virtual bool NeedsOwnPump => false;

    /// <summary>The clock. Available from <see cref="OnStartAsync"/> on.</summary>
    protected TimeProvider Time => Pump.Scope.Time;

    /// <summary>
    /// Time since the session began; it stands still during a callback, so that what is decided can be told again. Available from
    /// <see cref="OnStartAsync"/> on.
    /// </summary>
    protected TimeSpan Elapsed => Pump.Now;

    /// <summary>The bot responses of this session. Available from <see cref="OnStartAsync"/> on.</summary>
    protected ResponseTracker Responses => Pump.Scope.Responses;

    /// <summary>Cancelled when the session is over. Available from <see cref="OnStartAsync"/> on.</summary>
    protected CancellationToken Stopping => Pump.Scope.Stopping.Token;

    /// <summary>A logger named after the processor. What a person says does not belong into it.</summary>
    protected ILogger Logger => _logger ??= Pump.Scope.Loggers.CreateLogger(GetType());

    /// <summary>
    /// True while something is under way that an <see cref="EndFrame"/> must wait for, beyond the work this processor started. Checked
    /// after every callback.
    /// </summary>
    protected virtual bool IsBusy => false;

    internal Pump Pump =>
        _pump
        ?? throw new InvalidOperationException(
            $"{Name} is not part of a started pipeline; give the pipeline to a PipelineWorker."
        );

    /// <summary>The processors this one stands for: itself, or the parts of a pipeline.</summary>
    internal virtual IEnumerable<FrameProcessor> Parts => [this];

    /// <summary>Releases what the processor holds. Called once, after the session is over.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal ProcessorNumbers Numbers { get; } = new();

    internal void Link(FrameProcessor? previous, FrameProcessor? next)
    {
        _previous = previous;
        _next = next;
    }

    internal void Attach(Pump pump)
    {
        if (_pump is not null)
        {
            throw new InvalidOperationException(
                $"{Name} is already part of a pipeline; make a new processor for each session."
            );
        }

        _pump = pump;
        pump.Processors.Add(this);
    }

    internal ValueTask StartAsync(StartFrame frame, CancellationToken cancellationToken) =>
        OnStartAsync(frame, cancellationToken);

    /// <summary>Called once before any frame. Connect, load, start background work; keep it short: the session waits.</summary>
    /// <param name="frame">Formats of the session.</param>
    /// <param name="cancellationToken">Cancelled at the start deadline.</param>
    protected virtual ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken) => default;

    /// <summary>Called for every frame that reaches this processor. Passes it on unless overridden.</summary>
    protected virtual ValueTask OnFrameAsync(Frame frame, FrameDirection direction) => PushAsync(frame, direction);

    /// <summary>
    /// Called ahead of all waiting frames when the bot is interrupted. Frames of cancelled responses are skipped by the engine;
    /// forget here what this processor itself holds of them.
    /// </summary>
    protected virtual ValueTask OnInterruptionAsync(InterruptionFrame frame) => default;

    /// <summary>Called ahead of all waiting frames when the session is cancelled. No frame comes after it.</summary>
    protected virtual ValueTask OnCancelAsync(CancelFrame frame) => default;

    /// <summary>Called when work failed. Reports an <see cref="ErrorFrame"/> unless overridden.</summary>
    protected virtual ValueTask OnWorkFailedAsync(ProcessorWork work, Exception exception) =>
        PushErrorAsync(exception, ErrorCodes.ProviderFailed);

    /// <summary>Hands a frame to the neighbour. Only for callbacks; work pushes through <see cref="ProcessorWork"/>.</summary>
    protected ValueTask PushAsync(Frame frame, FrameDirection direction = FrameDirection.Downstream)
    {
        var pump = Pump;
        var scope = pump.Scope;
        if (scope.Responses.IsStale(frame.ResponseId))
        {
            return default;
        }

        if (!pump.IsDispatching)
        {
            var origin = scope.IsOpen ? pump : null;
            pump.PostLocal(new Envelope(this, EnvelopeKind.Emit, frame, direction, null) { Origin = origin });
            return default;
        }

        var target = direction == FrameDirection.Downstream ? _next : _previous;
        scope.Observe(new FrameHop(frame, direction, this, target, pump.Now));
        if (target is null)
        {
            return default;
        }

        if (target._pump != pump)
        {
            return HandOver(target, frame, direction);
        }

        if (direction != pump.Direction)
        {
            pump.PostLocal(new Envelope(target, EnvelopeKind.Deliver, frame, direction, null));
            return default;
        }

        var entered = target.EnterAsync(frame, direction);
        if (entered.IsCompletedSuccessfully)
        {
            pump.Current = this;
            return default;
        }

        return ReturnToSelfAsync(entered, pump);
    }

    /// <summary>Pushes the same frame both ways: a fact for everyone.</summary>
    protected async ValueTask BroadcastAsync(Frame frame)
    {
        await PushAsync(frame, FrameDirection.Upstream).ConfigureAwait(false);
        await PushAsync(frame).ConfigureAwait(false);
    }

    /// <summary>Reports an error to the worker and to every processor, so that the client can be told.</summary>
    protected ValueTask PushErrorAsync(ErrorFrame error)
    {
        var named = error.Source is null ? error with { Source = Name } : error;
        Pump.Scope.Fail(named);
        return BroadcastAsync(named);
    }

    /// <summary>Reports what was thrown; a <see cref="VoiceAgentException"/> keeps its code.</summary>
    protected ValueTask PushErrorAsync(Exception exception, string code)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var message = $"{Name} failed ({ReplayedException.NameOf(exception)}); the log holds the details.";
        return PushErrorAsync(ErrorFrame.From(exception, code, message));
    }

    /// <summary>Interrupts the bot: everything it was going to say is stale from this moment on.</summary>
    /// <returns>The last response that is cancelled.</returns>
    protected ResponseId Interrupt() => Pump.Scope.Interrupt();

    /// <summary>Starts something that takes time, off the pump.</summary>
    /// <param name="name">Name for logs.</param>
    /// <param name="body">Runs on the executor. It may push frames and call back through the <see cref="ProcessorWork"/>.</param>
    /// <param name="response">
    /// The response it works for: its token is cancelled with it. With none it lives until the session ends.
    /// </param>
    /// <param name="holdsEnd">True when the session's end must wait for it; false for a background loop.</param>
    protected ProcessorWork StartWork(
        string name,
        Func<ProcessorWork, Task> body,
        ResponseId response = default,
        bool holdsEnd = true
    )
    {
        var work = new ProcessorWork(this, name, body, response, holdsEnd);
        if (holdsEnd)
        {
            _worksBeforeEnd++;
        }

        Pump.Scope.Executor.Execute(work);
        return work;
    }

    /// <summary>Starts a queue whose items are consumed off the pump, one after the other, until the session ends.</summary>
    /// <param name="name">Name for logs.</param>
    /// <param name="capacity">Items that may wait before <see cref="WorkQueue{T}.TryWrite"/> refuses.</param>
    /// <param name="consume">Called for each item, never twice at a time. What it throws ends the queue and is reported.</param>
    protected WorkQueue<T> StartQueue<T>(string name, int capacity, Func<T, CancellationToken, ValueTask> consume)
    {
        var queue = new WorkQueue<T>(capacity, Pump.Scope.Executor.IsSingleThreaded);
        queue.Work = StartWork(name, work => queue.ConsumeAsync(consume, work.Token), holdsEnd: false);
        return queue;
    }

    /// <summary>Makes a timer that calls back on the pump. Dispose it with the processor.</summary>
    protected ProcessorTimer CreateTimer(Func<ValueTask> callback) => new(this, callback);

    internal ValueTask EnterAsync(Frame frame, FrameDirection direction)
    {
        Pump.Current = this;
        if (Pump.Scope.Responses.IsStale(frame.ResponseId))
        {
            return default;
        }

        ValueTask handled;
        try
        {
            handled =
                frame is EndFrame end && direction == FrameDirection.Downstream
                    ? EndAsync(end)
                    : OnFrameAsync(frame, direction);
        }
        catch (Exception exception)
        {
            handled = ValueTask.FromException(exception);
        }

        if (handled.IsCompletedSuccessfully && _heldEnd is null)
        {
            return default;
        }

        return SettleAsync(handled);
    }

    internal ValueTask EmitAsync(Frame frame, FrameDirection direction)
    {
        Pump.Current = this;
        return PushAsync(frame, direction);
    }

    internal ValueTask CallAsync(IPumpCall call)
    {
        Pump.Current = this;
        ValueTask handled;
        try
        {
            handled = call.InvokeAsync();
        }
        catch (Exception exception)
        {
            handled = ValueTask.FromException(exception);
        }

        return handled.IsCompletedSuccessfully && _heldEnd is null ? default : SettleAsync(handled);
    }

    internal ValueTask CommandAsync(Frame command)
    {
        Pump.Current = this;
        ValueTask handled;
        try
        {
            handled = command switch
            {
                InterruptionFrame interruption => OnInterruptionAsync(interruption),
                CancelFrame cancel => OnCancelAsync(cancel),
                _ => default,
            };
        }
        catch (Exception exception)
        {
            handled = ValueTask.FromException(exception);
        }

        return handled.IsCompletedSuccessfully && _heldEnd is null ? default : SettleAsync(handled);
    }

    /// <summary>On the pump, when a work is over.</summary>
    internal ValueTask WorkEndedAsync(ProcessorWork work, Exception? failure)
    {
        if (work.HoldsEnd)
        {
            _worksBeforeEnd--;
        }

        return failure is null ? default : OnWorkFailedAsync(work, failure);
    }

    /// <summary>Holds the end until the processor is done; a second one says nothing new.</summary>
    private ValueTask EndAsync(EndFrame end)
    {
        if (!_hasSeenEnd)
        {
            _hasSeenEnd = true;
            _heldEnd = end;
        }

        return default;
    }

    private ValueTask HandOver(FrameProcessor target, Frame frame, FrameDirection direction)
    {
        var envelope = new Envelope(target, EnvelopeKind.Deliver, frame, direction, null) { Origin = Pump };
        if (!target.NeedsOwnPump || direction == FrameDirection.Upstream)
        {
            target.Pump.PostLocal(envelope);
            return default;
        }

        var posted = target.Pump.HandOverAsync(envelope, Stopping);
        if (posted.IsCompletedSuccessfully)
        {
            return default;
        }

        // Its lane is full: whoever looks at this pump now should blame the one that does not empty it.
        Pump.Current = target;
        return ReturnToSelfAsync(posted, Pump);
    }

    private async ValueTask ReturnToSelfAsync(ValueTask entered, Pump pump)
    {
        await entered.ConfigureAwait(false);
        pump.Current = this;
    }

    /// <summary>Waits for a callback, turns what it throws into an error frame, and lets a held end go when it may.</summary>
    private async ValueTask SettleAsync(ValueTask handled)
    {
        try
        {
            await handled.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            await PushErrorAsync(exception, ErrorCodes.ProcessorFailed).ConfigureAwait(false);
        }

        if (_heldEnd is { } end && _worksBeforeEnd == 0 && !IsBusy)
        {
            _heldEnd = null;
            await ReleaseAsync(end).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the end go on, even if the processor fails over it: the session must not wait for its deadline.</summary>
    private async ValueTask ReleaseAsync(EndFrame end)
    {
        try
        {
            await OnFrameAsync(end, FrameDirection.Downstream).ConfigureAwait(false);
        }
        catch (Exception exception) when (!Stopping.IsCancellationRequested)
        {
            await PushErrorAsync(exception, ErrorCodes.ProcessorFailed).ConfigureAwait(false);
            await PushAsync(end).ConfigureAwait(false);
        }
    }
}
