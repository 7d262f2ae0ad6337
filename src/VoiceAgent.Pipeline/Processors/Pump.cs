using System.Threading.Channels;
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
    private readonly Channel<Envelope> _inbox;
    private readonly Queue<Envelope> _local = new();
    private readonly Queue<Envelope> _commands = new();
    private readonly Lock _lanes = new();
    private int _scheduled;
    private int _urgent;
    private bool _cancelled;
    private long _dispatchingSince;

    public Pump(SessionScope scope, string name)
    {
        Scope = scope;
        Name = name;
        _inbox = Channel.CreateBounded<Envelope>(
            new BoundedChannelOptions(scope.Options.InboxCapacity)
            {
                SingleReader = true,
                AllowSynchronousContinuations = scope.Executor.IsSingleThreaded,
            }
        );
    }

    public SessionScope Scope { get; }

    public string Name { get; }

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
        if (!_inbox.Writer.TryWrite(envelope))
        {
            return false;
        }

        RunHere();
        return true;
    }

    /// <summary>Puts an envelope into the inbox unless it is full. The pump runs on the executor.</summary>
    public bool TryPost(in Envelope envelope)
    {
        if (!_inbox.Writer.TryWrite(envelope))
        {
            return false;
        }

        Wake();
        return true;
    }

    /// <summary>Queues behind the current dispatch, before the inbox. Never waits.</summary>
    public void PostLocal(in Envelope envelope)
    {
        lock (_lanes)
        {
            if (_local.Count >= Scope.Options.LocalCapacity)
            {
                Scope.Fail(
                    new ErrorFrame(
                        ErrorCodes.Overflow,
                        $"More than {Scope.Options.LocalCapacity} frames wait for '{envelope.Processor?.Name}'; the session ends."
                    )
                    {
                        Source = envelope.Processor?.Name,
                        IsFatal = true,
                    }
                );
                return;
            }

            _local.Enqueue(envelope);
            Volatile.Write(ref _urgent, 1);
        }

        Wake();
    }

    /// <summary>Queues a command ahead of everything.</summary>
    public void PostCommand(Frame command)
    {
        lock (_lanes)
        {
            _commands.Enqueue(new Envelope(null, EnvelopeKind.Command, command, FrameDirection.Downstream, null));
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
        if (Scope.IsOpen && Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            Scope.Executor.Execute(this);
        }
    }

    /// <summary>Starts taking what was queued before the scope was opened.</summary>
    public void Open() => Wake();

    private async Task RunAsync()
    {
        while (true)
        {
            while (TryTake(out var envelope))
            {
                var dispatch = Dispatch(envelope);
                if (!dispatch.IsCompletedSuccessfully)
                {
                    await dispatch.ConfigureAwait(false);
                }

                Finish();
            }

            Interlocked.Exchange(ref _scheduled, 0);
            if (IsEmpty || Interlocked.Exchange(ref _scheduled, 1) == 1)
            {
                return;
            }
        }
    }

    private bool IsEmpty => _cancelled || Volatile.Read(ref _urgent) == 0 && _inbox.Reader.Count == 0;

    private bool TryTake(out Envelope envelope)
    {
        if (_cancelled)
        {
            envelope = default;
            return false;
        }

        if (Volatile.Read(ref _urgent) == 0)
        {
            return _inbox.Reader.TryRead(out envelope);
        }

        lock (_lanes)
        {
            if (_commands.TryDequeue(out envelope) || _local.TryDequeue(out envelope))
            {
                Volatile.Write(ref _urgent, _commands.Count + _local.Count > 0 ? 1 : 0);
                return true;
            }
        }

        return _inbox.Reader.TryRead(out envelope);
    }

    private ValueTask Dispatch(in Envelope envelope)
    {
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
        foreach (var processor in Processors)
        {
            await processor.CommandAsync(command).ConfigureAwait(false);
        }

        _cancelled |= command is CancelFrame;
    }

    private async ValueTask WaitAndPostAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        await _inbox.Writer.WriteAsync(envelope, cancellationToken).ConfigureAwait(false);
        Wake();
    }
}
