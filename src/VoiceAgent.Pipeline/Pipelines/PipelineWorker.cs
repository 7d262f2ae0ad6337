using System.Diagnostics;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

/// <summary>
/// Runs one pipeline for one session: starts its processors, feeds it from outside, watches it, and ends it within known deadlines.
/// </summary>
/// <remarks>All members may be called from any thread. A worker runs once.</remarks>
public sealed class PipelineWorker : IAsyncDisposable
{
    private readonly PipelineWorkerOptions _options;
    private readonly FrameProcessor[] _processors;
    private readonly SessionScope _scope;
    private readonly Head _head;
    private readonly Tail _tail;
    private readonly TaskCompletionSource<PipelineResult> _ended;
    private readonly TaskCompletionSource _closed;
    private readonly CancellationTokenSource _startCancelled = new();
    private readonly PumpWatchdog _watchdog;
    private ITimer? _endDeadline;
    private ITimer? _cancelDeadline;
    private ErrorFrame? _fatal;
    private int _phase;

    /// <summary>Makes a worker. Nothing runs before <see cref="RunAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">A processor is already part of another pipeline.</exception>
    public PipelineWorker(FrameProcessor pipeline, PipelineWorkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        _options = options ?? new PipelineWorkerOptions();
        var continuations = _options.Executor.IsSingleThreaded
            ? TaskCreationOptions.None
            : TaskCreationOptions.RunContinuationsAsynchronously;
        _ended = new(continuations);
        _closed = new(continuations);
        _head = new Head(this);
        _tail = new Tail(this);
        _processors = [_head, .. pipeline.Parts, _tail];
        _scope = new SessionScope(
            _options.TimeProvider,
            _options.Executor,
            _options.LoggerFactory,
            _options.Pump,
            [.. _options.Observers],
            OnError
        )
        {
            Cancelled = cancel => OnDrained(PipelineOutcome.Cancelled, cancel.Reason),
            Journal = _options.Journal,
            Script = _options.Script,
        };
        _watchdog = new PumpWatchdog(_scope, _options, OnStuck);
        PipelineLinker.Link(_processors, _scope);
        _options.Journal?.Begin(_scope);
        _options.Script?.Begin(_scope);
    }

    private enum Phase
    {
        Created,
        Running,
        Ending,
        Cancelling,
        Over,
    }

    /// <summary>The bot responses of this session.</summary>
    public ResponseTracker Responses => _scope.Responses;

    /// <summary>Time since the worker was made.</summary>
    public TimeSpan Elapsed => _scope.Elapsed;

    /// <summary>Called for every error a processor reports, on the pump; must not block. Errors do not end the session unless fatal.</summary>
    public Action<ErrorFrame>? ErrorReported { get; set; }

    /// <summary>Starts the session and returns when it is over, all processors disposed.</summary>
    /// <param name="start">Formats of the session.</param>
    /// <param name="cancellationToken">Cancels the session, within the cancel deadline.</param>
    public async Task<PipelineResult> RunAsync(StartFrame start, CancellationToken cancellationToken = default)
    {
        if (!TryAdvance(Phase.Created, Phase.Running))
        {
            throw new InvalidOperationException("A worker runs once; make a new one for each session.");
        }

        _scope.Activity = Activity.Current;
        var result = await StartAndWaitAsync(start, cancellationToken).ConfigureAwait(false);
        _phase = (int)Phase.Over;
        await CloseAsync().ConfigureAwait(false);
        return result;
    }

    /// <summary>
    /// Queues a frame at the head of the pipeline, behind what is queued there; waits when the pump is behind. The pump may run on the
    /// caller's thread.
    /// </summary>
    /// <returns>False when the session is ending or over: the frame is dropped.</returns>
    public ValueTask<bool> QueueAsync(Frame frame, CancellationToken cancellationToken = default)
    {
        // What is still being played is heard to its end, and how far that is must be known.
        var isLate = _phase > (int)(frame is PlayedFrame ? Phase.Ending : Phase.Running);
        if (isLate)
        {
            return ValueTask.FromResult(false);
        }

        var envelope = new Envelope(_head, EnvelopeKind.Emit, frame, FrameDirection.Downstream, null);
        return _head.Pump.TryPostHere(envelope)
            ? ValueTask.FromResult(true)
            : WaitAndQueueAsync(envelope, cancellationToken);
    }

    /// <summary>Queues a frame at the head of the pipeline unless the pump is behind.</summary>
    /// <returns>False when the lane is full or the session is ending or over: the frame is dropped.</returns>
    public bool TryQueue(Frame frame) =>
        _phase <= (int)Phase.Running
        && _head.Pump.TryPost(new Envelope(_head, EnvelopeKind.Emit, frame, FrameDirection.Downstream, null));

    /// <summary>Interrupts the bot: everything it was going to say is stale from this moment on.</summary>
    public ResponseId Interrupt() => _scope.Interrupt();

    /// <summary>Ends the session when all that is queued is worked off and heard, or cancels it at the deadline.</summary>
    public void End(string reason)
    {
        if (!TryAdvance(Phase.Running, Phase.Ending))
        {
            return;
        }

        _ = PostEndAsync(new EndFrame(reason));
        _endDeadline = Deadline(
            _options.EndDeadline,
            () => Cancel($"{reason}; not drained within {_options.EndDeadline}")
        );
    }

    /// <summary>Ends the session now.</summary>
    public void Cancel(string reason)
    {
        if (!TryAdvance(Phase.Running, Phase.Cancelling) && !TryAdvance(Phase.Ending, Phase.Cancelling))
        {
            return;
        }

        _scope.Command(new CancelFrame(reason));
        _cancelDeadline = Deadline(_options.CancelDeadline, () => Abandon(reason));
        _options.Executor.Execute(new CancelItem(_startCancelled));
    }

    /// <summary>Cancels the session if it still runs and waits until all its processors are disposed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (TryAdvance(Phase.Created, Phase.Over))
        {
            await CloseAsync().ConfigureAwait(false);
            return;
        }

        Cancel("disposed");
        await _closed.Task.ConfigureAwait(false);
    }

    private async ValueTask<bool> WaitAndQueueAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _scope.Stopping.Token);
        try
        {
            await _head.Pump.PostAsync(envelope, both.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (_scope.Stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<PipelineResult> StartAndWaitAsync(StartFrame start, CancellationToken cancellationToken)
    {
        // In the lane before any processor starts, so that it comes before whatever one pushes while it does.
        _head.Pump.PostLocal(new Envelope(_head, EnvelopeKind.Emit, start, FrameDirection.Downstream, null));
        var failure = await StartProcessorsAsync(start, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            _ended.TrySetResult(failure);
            return failure;
        }

        _scope.Open();
        using var watch = _watchdog.Start();
        var registration = cancellationToken.UnsafeRegister(
            static state => ((PipelineWorker)state!).Cancel("cancelled by the caller"),
            this
        );
        await using (registration.ConfigureAwait(false))
        {
            return await _ended.Task.ConfigureAwait(false);
        }
    }

    private async Task<PipelineResult?> StartProcessorsAsync(StartFrame start, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.StartDeadline, _options.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            deadline.Token,
            _startCancelled.Token,
            cancellationToken
        );
        var startup = new PipelineStartup(_processors, start, both.Token);
        _options.Executor.Execute(startup);
        try
        {
            await startup.Done.WaitAsync(both.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            var name = startup.Current.Name;
            return NotStarted(
                name,
                ErrorCodes.StartTimeout,
                $"{name} did not start within {_options.StartDeadline}.",
                null
            );
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            return Result(PipelineOutcome.Cancelled, "cancelled while starting");
        }
        catch (Exception exception)
        {
            var name = startup.Current.Name;
            var known = exception as VoiceAgentException;
            var message = known?.Message ?? $"{name} could not start; the log holds the details.";
            return NotStarted(name, known?.Code ?? ErrorCodes.ProcessorFailed, message, exception);
        }
    }

    private PipelineResult NotStarted(string name, string code, string message, Exception? exception)
    {
        var error = new ErrorFrame(code, message)
        {
            Source = name,
            IsFatal = true,
            Exception = exception,
        };
        _scope.Logger.ProcessorError(code, name, message, exception);
        Report(error);
        return new PipelineResult(PipelineOutcome.Failed, message) { Error = error };
    }

    private void OnError(ErrorFrame error)
    {
        _scope.Logger.ProcessorError(error.Code, error.Source, error.Message, error.Exception);
        Report(error);
        if (error.IsFatal && Interlocked.CompareExchange(ref _fatal, error, null) is null)
        {
            Cancel($"fatal error {error.Code}");
        }
    }

    private void Report(ErrorFrame error)
    {
        try
        {
            ErrorReported?.Invoke(error);
        }
        catch (Exception exception)
        {
            _scope.Logger.ProcessorError(ErrorCodes.Internal, null, "The handler of reported errors threw.", exception);
        }
    }

    private void OnStuck(FrameProcessor processor, TimeSpan since, bool giveUp)
    {
        var error = new ErrorFrame(
            ErrorCodes.ProcessorStuck,
            $"{processor.Name} has held its pump for {since.TotalSeconds:0.0} s."
        )
        {
            Source = processor.Name,
            IsFatal = giveUp,
        };
        _scope.Logger.ProcessorStuck(processor.Name, (long)since.TotalMilliseconds);
        Report(error);
        if (giveUp)
        {
            Interlocked.CompareExchange(ref _fatal, error, null);
            Cancel($"{processor.Name} is stuck");
        }
    }

    private void Abandon(string reason)
    {
        var busy = string.Join(", ", _scope.Pumps.Select(p => p.Current?.Name).OfType<string>().Distinct());
        if (_ended.TrySetResult(new PipelineResult(PipelineOutcome.Abandoned, reason) { Error = _fatal }))
        {
            _scope.Logger.SessionAbandoned(reason, busy.Length == 0 ? "nobody" : busy);
        }
    }

    /// <summary>The last processor has seen the end, or all have seen the cancel.</summary>
    private void OnDrained(PipelineOutcome outcome, string reason) => _ended.TrySetResult(Result(outcome, reason));

    private PipelineResult Result(PipelineOutcome outcome, string reason) =>
        new(_fatal is null ? outcome : PipelineOutcome.Failed, reason) { Error = _fatal };

    private async Task PostEndAsync(EndFrame end)
    {
        try
        {
            var envelope = new Envelope(_head, EnvelopeKind.Emit, end, FrameDirection.Downstream, null);
            await _head.Pump.HandOverAsync(envelope, _scope.Stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Cancelled before there was room for it.
        }
    }

    private ITimer Deadline(TimeSpan deadline, Action next) =>
        _options.TimeProvider.CreateTimer(static state => ((Action)state!)(), next, deadline, Timeout.InfiniteTimeSpan);

    private bool TryAdvance(Phase from, Phase to) =>
        Interlocked.CompareExchange(ref _phase, (int)to, (int)from) == (int)from;

    private async ValueTask CloseAsync()
    {
        _endDeadline?.Dispose();
        _cancelDeadline?.Dispose();
        await PipelineShutdown.RunAsync(_scope, _processors, _options).ConfigureAwait(false);
        _closed.TrySetResult();
    }

    /// <summary>Where frames from outside enter.</summary>
    private sealed class Head(PipelineWorker worker) : FrameProcessor
    {
        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            if (frame is EndSessionFrame end)
            {
                worker.End(end.Reason);
            }

            return default;
        }
    }

    private sealed class Drained(PipelineWorker worker, string reason) : IPumpCall
    {
        public ValueTask InvokeAsync()
        {
            worker.OnDrained(PipelineOutcome.Ended, reason);
            return default;
        }
    }

    /// <summary>Where frames leave.</summary>
    private sealed class Tail(PipelineWorker worker) : FrameProcessor
    {
        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            if (frame is EndFrame end)
            {
                // Behind the last facts, which are still on their way upstream.
                var drained = new Drained(worker, end.Reason);
                Pump.PostLocal(new Envelope(this, EnvelopeKind.Call, null, direction, drained));
            }
            else if (frame is EndSessionFrame request)
            {
                worker.End(request.Reason);
            }

            return default;
        }
    }
}
