using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Processors;

/// <summary>
/// The event loop of a session, or of one processor with a segment of its own. It takes one envelope at a time: commands first, then
/// what processors queued themselves, then the inbox. It occupies a thread only while there is something to do.
/// </summary>
/// <remarks>
/// Three lanes. <b>Commands</b> (interrupt, cancel) overtake everything. The <b>local</b> lane holds what processors push against the
/// current direction, and what other pumps hand over: it never waits, because a pump that waits for a pump that waits for it would never
/// move again; it is bounded, and running over ends the session. The <b>inbox</b> is bounded and makes its writers wait.
/// </remarks>
internal sealed class Pump : IThreadPoolWorkItem
{
    private readonly Inbox _inbox;
    private readonly Queue<Envelope> _local = new();
    private readonly Queue<Envelope> _commands = new();
    private readonly Lock _lanes = new();
    private int _scheduled;
    private int _urgent;
    private volatile TaskCompletionSource? _closed;
    private bool _cancelled;
    private bool _overflowed;
    private long _dispatchingSince;
    private int _consequences;
    private TimeSpan _now;

    public Pump(SessionScope scope, string name)
    {
        Scope = scope;
        Name = name;
        _inbox = new Inbox(scope.Options.InboxCapacity, scope.Executor);
    }

    public SessionScope Scope { get; }

    public string Name { get; }

    /// <summary>Told of every envelope from outside before it is dispatched.</summary>
    public IPumpJournal? Journal { get; init; }

    /// <summary>Takes every envelope from outside; the pump then runs only when it is told to.</summary>
    public IPumpScript? Script { get; init; }

    /// <summary>
    /// Time since the session began. It stands still while an envelope from outside and all that follows from it are worked off: what a
    /// session does depends on the order and the times of those envelopes and on nothing else.
    /// </summary>
    public TimeSpan Now => IsDispatching ? _now : Scope.Elapsed;

    /// <summary>The processors that run here, in pipeline order.</summary>
    public List<FrameProcessor> Processors { get; } = [];

    /// <summary>Who was entered last and has not returned: the one to blame when the pump stands still.</summary>
    public FrameProcessor? Current { get; set; }

    /// <summary>Direction of the frame being dispatched: pushes that go the same way are plain calls.</summary>
    public FrameDirection Direction { get; private set; }

    /// <summary>True from the moment an envelope is taken until it is done, awaits included.</summary>
    public bool IsDispatching { get; private set; }

    /// <summary>Timestamp at which the current dispatch began, or zero.</summary>
    public long DispatchingSince => Volatile.Read(ref _dispatchingSince);

    /// <summary>
    /// Puts an envelope into the inbox; waits when it is full. The pump may run on the caller's thread, so this is for callers that are
    /// nobody's pump: work and readers. It saves the way over the thread pool, which costs more than most frames do.
    /// </summary>
    public ValueTask PostAsync(Envelope envelope, CancellationToken cancellationToken) =>
        TryPostHere(envelope) ? ValueTask.CompletedTask : WaitAndPostAsync(envelope, cancellationToken);

    /// <summary>Puts an envelope of another pump into the inbox; waits when it is full. The pump runs on the executor.</summary>
    public ValueTask HandOverAsync(Envelope envelope, CancellationToken cancellationToken) =>
        TryPost(envelope) ? ValueTask.CompletedTask : WaitAndPostAsync(envelope, cancellationToken);

    /// <summary>Puts an envelope into the inbox unless it is full. The pump may run on the caller's thread.</summary>
    public bool TryPostHere(in Envelope envelope)
    {
        if (Script is { } script)
        {
            script.Hold(envelope);
            return true;
        }

        if (!_inbox.TryWrite(envelope))
        {
            return false;
        }

        RunHere();
        return true;
    }

    /// <summary>Puts an envelope into the inbox unless it is full. The pump runs on the executor.</summary>
    public bool TryPost(in Envelope envelope)
    {
        if (Script is not null)
        {
            return TryPostHere(envelope);
        }

        if (!_inbox.TryWrite(envelope))
        {
            return false;
        }

        Wake();
        return true;
    }

    /// <summary>Queues behind the current dispatch, before the inbox. Never waits.</summary>
    public void PostLocal(in Envelope envelope)
    {
        if (envelope.Origin is not null && Script is { } script)
        {
            script.Hold(envelope);
            return;
        }

        bool fits;
        bool first;
        lock (_lanes)
        {
            fits = _local.Count < Scope.Options.LocalCapacity;
            first = !fits && !_overflowed;
            _overflowed |= first;
            if (fits)
            {
                _local.Enqueue(envelope);
                Volatile.Write(ref _urgent, 1);
            }
        }

        if (fits)
        {
            Wake();
        }
        else if (first)
        {
            var name = envelope.Processor?.Name;
            var message = $"More than {Scope.Options.LocalCapacity} frames wait for '{name}'; the session ends.";
            Scope.Fail(new ErrorFrame(ErrorCodes.Overflow, message) { Source = name, IsFatal = true });
        }
    }

    /// <summary>Queues a command ahead of everything.</summary>
    public void PostCommand(Frame command)
    {
        var envelope = new Envelope(null, EnvelopeKind.Command, command, FrameDirection.Downstream, null);
        if (Script is { } script)
        {
            script.Hold(envelope);
            return;
        }

        lock (_lanes)
        {
            _commands.Enqueue(envelope);
            Volatile.Write(ref _urgent, 1);
        }

        Wake();
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private void RunHere()
    {
        if (Scope.Executor.IsSingleThreaded)
        {
            Wake();
        }
        else if (Scope.IsOpen && Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            _ = RunAsync();
        }
    }

    private void Wake()
    {
        if (Script is null && Scope.IsOpen && Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            Scope.Executor.Execute(this);
        }
    }

    /// <summary>Starts taking what was queued before the scope was opened.</summary>
    public void Open()
    {
        _now = Scope.Elapsed;
        Journal?.OnOpen(_now);
        Wake();
    }

    /// <summary>For scripts: the time of what the processors queued while they started.</summary>
    public void OpenAt(TimeSpan now) => _now = now;

    /// <summary>For scripts: dispatches the next thing that processors have queued themselves.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryStep(out Task done)
    {
        Envelope envelope;
        lock (_lanes)
        {
            envelope = default;
            if (_cancelled || !_local.TryDequeue(out envelope))
            {
                done = Task.CompletedTask;
                return false;
            }
        }

        done = StepAsync(envelope, _now, fromOutside: false);
        return true;
    }

    /// <summary>For scripts: dispatches an envelope at a time.</summary>
    public async Task StepAsync(Envelope envelope, TimeSpan now, bool fromOutside = true)
    {
        _now = now;
        try
        {
            await Dispatch(envelope, fromOutside).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            OnDispatchFailed(exception);
        }

        Finish();
    }

    /// <summary>After the scope was closed: completes when no callback is under way and none can come any more.</summary>
    public Task CloseAsync()
    {
        var closed = new TaskCompletionSource(
            Scope.Executor.IsSingleThreaded
                ? TaskCreationOptions.None
                : TaskCreationOptions.RunContinuationsAsynchronously
        );
        _closed = closed;
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            closed.TrySetResult();
        }

        return closed.Task;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            while (TryTake(out var envelope, out var fromOutside))
            {
                if (fromOutside && !Admit(envelope))
                {
                    continue;
                }

                try
                {
                    var dispatch = Dispatch(envelope, fromOutside);
                    if (!dispatch.IsCompletedSuccessfully)
                    {
                        await dispatch.ConfigureAwait(false);
                    }
                }
                catch (Exception exception)
                {
                    OnDispatchFailed(exception);
                }

                Finish();
            }

            Interlocked.Exchange(ref _scheduled, 0);
            if (_closed is { } closed)
            {
                closed.TrySetResult();
                return;
            }

            if (IsEmpty || Interlocked.Exchange(ref _scheduled, 1) == 1)
            {
                return;
            }
        }
    }

    /// <summary>Processors settle what they throw themselves; whatever gets here must not stop the loop.</summary>
    private void OnDispatchFailed(Exception exception)
    {
        if (!Scope.Stopping.IsCancellationRequested)
        {
            var message = $"{Current?.Name} failed; the log holds the details.";
            Scope.Fail(new ErrorFrame(ErrorCodes.Internal, message) { Source = Current?.Name, Exception = exception });
        }
    }

    private bool IsStill => _cancelled || !Scope.IsOpen;

    private bool IsEmpty => IsStill || (Volatile.Read(ref _urgent) == 0 && _inbox.IsEmpty);

    private bool TryTake(out Envelope envelope, out bool fromOutside)
    {
        fromOutside = true;
        if (IsStill)
        {
            envelope = default;
            return false;
        }

        if (Volatile.Read(ref _urgent) == 0)
        {
            return _inbox.TryRead(out envelope);
        }

        lock (_lanes)
        {
            if (_commands.TryDequeue(out envelope) || _local.TryDequeue(out envelope))
            {
                fromOutside = envelope.Kind == EnvelopeKind.Command || envelope.Origin is not null;
                Volatile.Write(ref _urgent, _commands.Count + _local.Count > 0 ? 1 : 0);
                return true;
            }
        }

        return _inbox.TryRead(out envelope);
    }

    /// <summary>Sets the time for an envelope from outside and all that follows from it.</summary>
    /// <returns>False when nobody wants it any more.</returns>
    private bool Admit(in Envelope envelope)
    {
        var now = Scope.Elapsed;
        if (!envelope.IsWantedAt(now, Scope.Responses))
        {
            return false;
        }

        _now = now;
        Journal?.OnDispatch(envelope, _consequences, now);
        return true;
    }

    private ValueTask Dispatch(in Envelope envelope, bool fromOutside)
    {
        _consequences = fromOutside ? 0 : _consequences + 1;
        IsDispatching = true;
        Direction = envelope.Direction;
        Volatile.Write(ref _dispatchingSince, Scope.Time.GetTimestamp());
        return envelope.Kind switch
        {
            EnvelopeKind.Deliver => envelope.Processor!.EnterAsync(envelope.Frame!, envelope.Direction),
            EnvelopeKind.Emit => envelope.Processor!.EmitAsync(envelope.Frame!, envelope.Direction),
            EnvelopeKind.Call => envelope.Processor!.CallAsync(envelope.Call!),
            _ => CommandAsync(envelope.Frame!),
        };
    }

    private void Finish()
    {
        Current = null;
        IsDispatching = false;
        Volatile.Write(ref _dispatchingSince, 0);
    }

    private async ValueTask CommandAsync(Frame command)
    {
        if (command is CancelFrame)
        {
            // Here and not where it was called for, so that no callback sees its response die under its hands.
            Scope.Responses.CancelAll();
        }

        foreach (var processor in Processors)
        {
            await processor.CommandAsync(command).ConfigureAwait(false);
        }

        if (command is CancelFrame cancel)
        {
            _cancelled = true;
            Scope.OnPumpCancelled(cancel);
        }
    }

    private async ValueTask WaitAndPostAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        await _inbox.WaitAndWriteAsync(envelope, cancellationToken).ConfigureAwait(false);
        Wake();
    }
}
