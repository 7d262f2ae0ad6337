using VoiceAgent.Processors;

namespace VoiceAgent.Recording;

/// <summary>
/// Holds what comes to the session's pump from outside until the recording names it, and runs everything else on the thread that drives.
/// </summary>
internal sealed class ReplayScript : PipelineExecutor, IPumpScript
{
    private readonly object _lock = new();
    private readonly Queue<IThreadPoolWorkItem> _items = new();
    private readonly Dictionary<HeldKey, Queue<Envelope>> _held = [];

    /// <summary>The session that is replayed.</summary>
    public SessionScope Scope { get; private set; } = null!;

    public Pump Pump => Scope.Pumps[0];

    public override bool IsSingleThreaded => true;

    public override void Execute(IThreadPoolWorkItem item)
    {
        lock (_lock)
        {
            _items.Enqueue(item);
            Monitor.PulseAll(_lock);
        }
    }

    public void Begin(SessionScope scope) => Scope = scope;

    public void Hold(in Envelope envelope)
    {
        // A timer calls when the recording says so, whatever the clock says.
        if (envelope.Origin is ProcessorTimer)
        {
            return;
        }

        var key = HeldKey.Of(envelope);
        lock (_lock)
        {
            if (!_held.TryGetValue(key, out var queue))
            {
                _held.Add(key, queue = new Queue<Envelope>());
            }

            queue.Enqueue(envelope);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Runs what is queued, until nothing is.</summary>
    public void Settle()
    {
        while (true)
        {
            IThreadPoolWorkItem? item;
            lock (_lock)
            {
                if (!_items.TryDequeue(out item))
                {
                    return;
                }
            }

            item.Execute();
        }
    }

    /// <summary>Runs what is queued until a condition holds.</summary>
    /// <returns>False when it does not, for a while in real time.</returns>
    public bool SettleUntil(Func<bool> condition, TimeSpan patience)
    {
        while (true)
        {
            Settle();
            lock (_lock)
            {
                if (condition())
                {
                    return true;
                }

                if (_items.Count == 0 && !Monitor.Wait(_lock, patience))
                {
                    return condition();
                }
            }
        }
    }

    /// <summary>Takes what the recording names from what is held, or what came in its place.</summary>
    /// <param name="dispatch">What is named.</param>
    /// <param name="envelope">What is there.</param>
    /// <returns>False when nothing is there.</returns>
    public bool TryTake(DispatchRecord dispatch, out Envelope envelope)
    {
        lock (_lock)
        {
            if (_held.TryGetValue(HeldKey.Of(dispatch), out var queue))
            {
                while (queue.TryDequeue(out envelope))
                {
                    if (envelope.IsWantedAt(dispatch.Time, Scope.Responses))
                    {
                        return true;
                    }
                }
            }
        }

        envelope = default;
        return false;
    }

    /// <summary>Waits, in real time, for what other threads are about to hand in, then takes it.</summary>
    /// <inheritdoc cref="TryTake(DispatchRecord, out Envelope)" />
    public bool TryAwait(DispatchRecord dispatch, TimeSpan patience, out Envelope envelope)
    {
        Envelope taken = default;
        var isThere = SettleUntil(() => TryTake(dispatch, out taken), patience);
        envelope = taken;
        return isThere;
    }

    /// <summary>What a recording calls whoever sent it.</summary>
    public static DispatchSource SourceOf(in Envelope envelope) =>
        envelope.Origin switch
        {
            ProcessorWork when envelope.Call is WorkEnd => DispatchSource.WorkEnd,
            ProcessorWork when envelope.Frame is not null => DispatchSource.WorkFrame,
            ProcessorWork => DispatchSource.WorkCall,
            Processors.Pump => DispatchSource.Handover,
            _ when envelope.Kind == EnvelopeKind.Command => DispatchSource.Command,
            _ => FrameCodec.Knows(envelope.Frame!) ? DispatchSource.Input : DispatchSource.Head,
        };

    /// <summary>Who sends: what one sender sends comes in order.</summary>
    private readonly record struct HeldKey(bool IsWork, int Processor, int Number, string? Name)
    {
        public static HeldKey Of(in Envelope envelope) =>
            envelope.Origin is ProcessorWork work
                ? new(true, work.Processor.Numbers.Place, work.Number, null)
                : new(false, envelope.Processor?.Numbers.Place ?? 0, 0, envelope.Frame?.GetType().Name);

        public static HeldKey Of(DispatchRecord dispatch) =>
            dispatch.Source is DispatchSource.WorkCall or DispatchSource.WorkFrame or DispatchSource.WorkEnd
                ? new(true, dispatch.Processor, dispatch.Number, null)
                : new(false, dispatch.Processor, 0, dispatch.Name);
    }
}
