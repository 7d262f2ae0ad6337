using System.Threading.Channels;
using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Resilience;

/// <summary>
/// A session that is handed from one provider to the next, as a baton is: what recognisers and voices have in common. It watches whether the
/// provider is silent for too long, gives the next one what the last one left, and tells of it once the next one works.
/// </summary>
internal abstract class RelaySession<TProvider, TSession, TCommand, TEvent>
    : IProviderLegListener<TEvent>,
        IAsyncDisposable
    where TProvider : class
    where TSession : class, IAsyncDisposable
{
    private readonly ProviderTurns<TProvider> _turns;
    private readonly GivenUp _givenUp;
    private readonly Channel<TEvent> _events;
    private readonly ITimer _timer;
    private ProviderLeg<TSession, TCommand, TEvent>? _leg;
    private bool _isTelling;
    private bool _isOver;
    private bool _isDisposed;

    /// <param name="kind"><c>stt</c> or <c>tts</c>.</param>
    /// <param name="candidates">The providers, the preferred one first.</param>
    /// <param name="capacity">Events that may wait for a reader; beyond that the provider waits.</param>
    /// <param name="time">The clock.</param>
    protected RelaySession(
        string kind,
        IReadOnlyList<ProviderCandidate<TProvider>> candidates,
        int capacity,
        TimeProvider time
    )
    {
        (_turns, _givenUp, Time) = (new(candidates), new(kind), time);
        _events = Channel.CreateBounded<TEvent>(
            new BoundedChannelOptions(capacity) { AllowSynchronousContinuations = true }
        );
        _timer = time.CreateTimer(_ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Current = candidates[0];
    }

    /// <summary>Guards all of the session.</summary>
    protected Lock Sync { get; } = new();

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; }

    /// <summary>Who works now, or did last. Under the lock.</summary>
    protected ProviderCandidate<TProvider> Current { get; private set; }

    /// <summary>When an event was last handed on, as a timestamp. Under the lock.</summary>
    protected long ToldAt { get; private set; }

    /// <summary>When the present provider's session was opened, as a timestamp; null before, and when there is none. Under the lock.</summary>
    protected long? OpenedAt => _isOver ? null : _leg?.OpenedAt;

    public void Start()
    {
        lock (Sync)
        {
            Begin();
        }
    }

    public IAsyncEnumerable<TEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
        _events.Reader.ReadAllAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        ProviderLeg<TSession, TCommand, TEvent>? leg;
        lock (Sync)
        {
            (leg, _leg, _isOver, _isDisposed) = (_leg, null, true, true);
        }

        leg?.Dispose();
        _events.Writer.TryComplete();
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    void IProviderLegListener<TEvent>.OnOpened(object leg)
    {
        lock (Sync)
        {
            if (leg == _leg)
            {
                Watch();
            }
        }
    }

    async ValueTask IProviderLegListener<TEvent>.OnEventAsync(object leg, TEvent item)
    {
        if (Nonsense(item) is { } nonsense)
        {
            Replace(leg, new VoiceAgentException(ErrorCodes.ProviderGarbage, nonsense));
            return;
        }

        List<TEvent> told = [];
        lock (Sync)
        {
            if (leg != _leg)
            {
                return;
            }

            Take(item, told);
            _isTelling = true;
        }

        // Outside the lock: whoever reads may go on right here.
        foreach (var one in told)
        {
            await _events.Writer.WriteAsync(one).ConfigureAwait(false);
        }

        lock (Sync)
        {
            _isTelling = false;
            ToldAt = told.Count > 0 ? Time.GetTimestamp() : ToldAt;
            Watch();
        }
    }

    void IProviderLegListener<TEvent>.OnFailed(object leg, Exception exception) => Replace(leg, exception);

    /// <summary>The part of a provider in this session.</summary>
    protected abstract ProviderLeg<TSession, TCommand, TEvent> CreateLeg(ProviderCandidate<TProvider> candidate);

    /// <summary>What the next provider has to do. Under the lock.</summary>
    /// <param name="done">Takes events of what needs nobody any more.</param>
    protected abstract IEnumerable<TCommand> TakeLeft(List<TEvent> done);

    /// <summary>Notes what the present provider said. Under the lock.</summary>
    /// <param name="item">The event.</param>
    /// <param name="told">Takes what the reader gets of it.</param>
    protected abstract void Take(TEvent item, List<TEvent> told);

    /// <summary>What is wrong with an event that makes no sense; null when nothing is.</summary>
    protected abstract string? Nonsense(TEvent item);

    /// <summary>How long the present provider may still be silent, from now on; null when it owes nothing. Under the lock.</summary>
    protected abstract TimeSpan? Patience();

    /// <summary>It was silent for too long: what it did, as a sentence without its subject. Under the lock.</summary>
    protected abstract string Reproach();

    /// <summary>The event that tells of a change.</summary>
    protected abstract TEvent Tell(ProviderChange change);

    /// <summary>The present provider works: tells whom it has followed. Under the lock.</summary>
    protected void Succeed(List<TEvent> told)
    {
        _turns.Succeed();
        told.AddRange(_givenUp.TakenOverBy(Current.Name).Select(Tell));
    }

    /// <summary>Under the lock.</summary>
    protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <summary>Hands something to the present provider; what comes while there is none is left for the next. Under the lock.</summary>
    protected void Hand(TCommand command) => _leg?.Hand(command);

    /// <summary>Sets the timer to when the provider must have said something. Under the lock.</summary>
    protected void Watch()
    {
        var left = OpenedAt is null ? null : Patience();
        _timer.Change(
            left is null ? Timeout.InfiniteTimeSpan
                : left > TimeSpan.Zero ? left.Value
                : TimeSpan.Zero,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Gives the next provider what the last one left. Under the lock.</summary>
    private List<TEvent> Begin()
    {
        List<TEvent> done = [];
        var left = TakeLeft(done);
        Current = _turns.Next();
        _leg = CreateLeg(Current);
        _leg.Start(left);
        return done;
    }

    private void Replace(object leg, Exception reason)
    {
        VoiceAgentException? end;
        ProviderLeg<TSession, TCommand, TEvent> old;
        lock (Sync)
        {
            if (_leg is null || leg != _leg)
            {
                return;
            }

            (old, _leg) = (_leg, null);
            end = _turns.Fail(reason);
            _isOver = end is not null;
        }

        if (old.OpenedAt is not null)
        {
            old.BrokeOff(reason);
        }

        old.Dispose();
        if (end is not null)
        {
            _events.Writer.TryComplete(end);
            return;
        }

        List<TEvent> done;
        lock (Sync)
        {
            if (_isOver)
            {
                return;
            }

            _givenUp.Add(old.Provider, reason);
            done = Begin();
        }

        // There is room, or nobody reads.
        done.ForEach(one => _events.Writer.TryWrite(one));
    }

    private void OnTime()
    {
        ProviderLeg<TSession, TCommand, TEvent> silent;
        string reproach;
        lock (Sync)
        {
            if (_leg is null || _isTelling || OpenedAt is null || Patience() is not { } left)
            {
                return;
            }

            if (left > TimeSpan.Zero)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            (silent, reproach) = (_leg, Reproach());
        }

        Replace(silent, new VoiceAgentException(ErrorCodes.ProviderTimeout, $"{silent.Provider} {reproach}."));
    }
}
