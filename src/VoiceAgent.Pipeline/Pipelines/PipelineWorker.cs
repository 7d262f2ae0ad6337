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
    private readonly PumpWatchdog _watchdog;
    private ErrorFrame? _fatal;
    private int _phase;

    /// <summary>Makes a worker. Nothing runs before <see cref="RunAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">A processor is already part of another pipeline.</exception>
    public PipelineWorker(FrameProcessor pipeline, PipelineWorkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        _options = options ?? new PipelineWorkerOptions();
        _ended = new(
            _options.Executor.IsSingleThreaded
                ? TaskCreationOptions.None
                : TaskCreationOptions.RunContinuationsAsynchronously
        );
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
        );
        _watchdog = new PumpWatchdog(_scope, _options, OnStuck);
        PipelineLinker.Link(_processors, _scope);
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
        if (_phase > (int)Phase.Running)
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

        _head.Pump.PostLocal(
            new Envelope(
                _head,
                EnvelopeKind.Call,
                null,
                FrameDirection.Downstream,
                new EndCall(_head, new EndFrame(reason))
            )
        );
        _ = EscalateAsync(_options.EndDeadline, () => Cancel($"{reason}; not drained within {_options.EndDeadline}"));
    }

    /// <summary>Ends the session now.</summary>
    public void Cancel(string reason)
    {
        if (!TryAdvance(Phase.Running, Phase.Cancelling) && !TryAdvance(Phase.Ending, Phase.Cancelling))
        {
            return;
        }

        _scope.Responses.CancelAll();
        _scope.Command(new CancelFrame(reason));
        _tail.CancelReason = reason;
        _ = EscalateAsync(_options.CancelDeadline, () => Abandon(reason));
    }

    /// <summary>Cancels the session if it still runs and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_phase == (int)Phase.Created)
        {
            _phase = (int)Phase.Over;
            await CloseAsync().ConfigureAwait(false);
            return;
        }

        Cancel("disposed");
        await _ended.Task.ConfigureAwait(false);
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
        var failure = await StartProcessorsAsync(start, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            _ended.TrySetResult(failure);
            return failure;
        }

        _head.Pump.PostLocal(new Envelope(_head, EnvelopeKind.Emit, start, FrameDirection.Downstream, null));
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
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        foreach (var processor in _processors)
        {
            try
            {
                await processor
                    .StartAsync(start, both.Token)
                    .AsTask()
                    .WaitAsync(Timeout.InfiniteTimeSpan, _options.TimeProvider, both.Token)
                    .ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (both.IsCancellationRequested)
            {
                return cancellationToken.IsCancellationRequested
                    ? new PipelineResult(PipelineOutcome.Cancelled, "cancelled while starting")
                    : NotStarted(
                        processor,
                        ErrorCodes.StartTimeout,
                        $"{processor.Name} did not start within {_options.StartDeadline}.",
                        null
                    );
            }
            catch (Exception exception)
            {
                var known = exception as VoiceAgentException;
                return NotStarted(
                    processor,
                    known?.Code ?? ErrorCodes.ProcessorFailed,
                    known?.Message ?? $"{processor.Name} could not start; the log holds the details.",
                    exception
                );
            }
        }

        return null;
    }

    private PipelineResult NotStarted(FrameProcessor processor, string code, string message, Exception? exception)
    {
        var error = new ErrorFrame(code, message)
        {
            Source = processor.Name,
            IsFatal = true,
            Exception = exception,
        };
        _scope.Logger.ProcessorError(code, processor.Name, message, exception);
        ErrorReported?.Invoke(error);
        return new PipelineResult(PipelineOutcome.Failed, message) { Error = error };
    }

    private void OnError(ErrorFrame error)
    {
        _scope.Logger.ProcessorError(error.Code, error.Source, error.Message, error.Exception);
        ErrorReported?.Invoke(error);
        if (error.IsFatal && Interlocked.CompareExchange(ref _fatal, error, null) is null)
        {
            Cancel($"fatal error {error.Code}");
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
        ErrorReported?.Invoke(error);
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

    /// <summary>The last processor has seen the end or the cancel.</summary>
    private void OnDrained(PipelineOutcome outcome, string reason) =>
        _ended.TrySetResult(
            new PipelineResult(_fatal is null ? outcome : PipelineOutcome.Failed, reason) { Error = _fatal }
        );

    private async Task EscalateAsync(TimeSpan deadline, Action next)
    {
        try
        {
            await _ended.Task.WaitAsync(deadline, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            next();
        }
    }

    private bool TryAdvance(Phase from, Phase to) =>
        Interlocked.CompareExchange(ref _phase, (int)to, (int)from) == (int)from;

    private async ValueTask CloseAsync()
    {
        _scope.Close();
        _scope.Responses.CancelAll();
        CancelWork();
        foreach (var processor in _processors)
        {
            try
            {
                await processor
                    .DisposeAsync()
                    .AsTask()
                    .WaitAsync(_options.DisposeDeadline, _options.TimeProvider)
                    .ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _scope.Logger.ProcessorError(
                    exception is TimeoutException ? ErrorCodes.EndTimeout : ErrorCodes.ProcessorFailed,
                    processor.Name,
                    "It could not be disposed cleanly.",
                    exception
                );
            }
        }
    }

    private void CancelWork()
    {
        try
        {
            _scope.Stopping.Cancel();
        }
        catch (AggregateException exception)
        {
            _scope.Logger.ProcessorError(
                ErrorCodes.ProviderFailed,
                null,
                "Work threw while it was cancelled.",
                exception
            );
        }
    }

    /// <summary>Where frames from outside enter.</summary>
    private sealed class Head(PipelineWorker worker) : FrameProcessor
    {
        public ValueTask EmitEndAsync(EndFrame end) => PushAsync(end);

        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            if (frame is EndSessionFrame end)
            {
                worker.End(end.Reason);
            }

            return default;
        }
    }

    /// <summary>Where frames leave.</summary>
    private sealed class Tail(PipelineWorker worker) : FrameProcessor
    {
        public string CancelReason { get; set; } = "cancelled";

        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            if (frame is EndFrame end)
            {
                worker.OnDrained(PipelineOutcome.Ended, end.Reason);
            }
            else if (frame is EndSessionFrame request)
            {
                worker.End(request.Reason);
            }

            return default;
        }

        protected override ValueTask OnCancelAsync(CancelFrame frame)
        {
            worker.OnDrained(PipelineOutcome.Cancelled, frame.Reason);
            return default;
        }
    }

    private sealed class EndCall(Head head, EndFrame end) : IPumpCall
    {
        public ValueTask InvokeAsync() => head.EmitEndAsync(end);
    }
}
