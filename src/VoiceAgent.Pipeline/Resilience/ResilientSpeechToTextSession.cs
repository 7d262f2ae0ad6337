using System.Threading.Channels;
using VoiceAgent.Errors;
using VoiceAgent.Stt;

namespace VoiceAgent.Resilience;

/// <summary>A session that is handed from one recogniser to the next.</summary>
internal sealed class ResilientSpeechToTextSession : ISpeechToTextSession, IProviderLegListener<SpeechToTextEvent>
{
    private readonly SpeechToTextSessionOptions _session;
    private readonly SpeechToTextResilienceOptions _options;
    private readonly TimeProvider _time;
    private readonly ProviderTurns<ISpeechToText> _turns;
    private readonly SpeechReplay _replay;
    private readonly SpeechWatch _speech;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;

    // More than a recogniser says while nobody reads.
    private readonly Channel<SpeechToTextEvent> _heard = Channel.CreateBounded<SpeechToTextEvent>(
        new BoundedChannelOptions(4096) { AllowSynchronousContinuations = true }
    );

    private SpeechToTextLeg? _leg;
    private long _owedSince;
    private bool _isOver;
    private bool _isDisposed;

    public ResilientSpeechToTextSession(
        IReadOnlyList<ProviderCandidate<ISpeechToText>> candidates,
        SpeechToTextSessionOptions session,
        SpeechToTextResilienceOptions options,
        bool speechOnly,
        TimeProvider time
    )
    {
        (_session, _options, _time) = (session, options, time);
        _turns = new ProviderTurns<ISpeechToText>(candidates);
        _replay = new SpeechReplay(session.Format, options.Replay);
        _speech = new SpeechWatch(session.Format, speechOnly, time);
        _timer = time.CreateTimer(_ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start()
    {
        lock (_lock)
        {
            Begin();
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken)
    {
        if (audio.IsEmpty)
        {
            return default;
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var isNew = _speech.Since is null;
            _speech.Add(audio);
            Hand(new SttCommand(audio));
            if (isNew)
            {
                Watch();
            }
        }

        return default;
    }

    public ValueTask FinalizeAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_replay.OwedFinals == 0)
            {
                _owedSince = _time.GetTimestamp();
            }

            _speech.End();
            Hand(SttCommand.Finalize);
            Watch();
        }

        return default;
    }

    public IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
        _heard.Reader.ReadAllAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        SpeechToTextLeg? leg;
        lock (_lock)
        {
            (leg, _leg, _isOver, _isDisposed) = (_leg, null, true, true);
        }

        leg?.Dispose();
        _heard.Writer.TryComplete();
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    void IProviderLegListener<SpeechToTextEvent>.OnOpened(object leg)
    {
        lock (_lock)
        {
            if (leg == _leg)
            {
                Watch();
            }
        }
    }

    ValueTask IProviderLegListener<SpeechToTextEvent>.OnEventAsync(object leg, SpeechToTextEvent item)
    {
        if (item?.Text is null)
        {
            Replace(
                leg,
                new VoiceAgentException(ErrorCodes.ProviderGarbage, "The recogniser's answer makes no sense.")
            );
            return default;
        }

        lock (_lock)
        {
            if (leg != _leg)
            {
                return default;
            }

            _turns.Succeed();
            _speech.Answered();
            if (item.Kind == SpeechToTextEventKind.Final)
            {
                _replay.Settle();
                _owedSince = _time.GetTimestamp();
            }

            Watch();
        }

        // Outside the lock: whoever reads may go on right here.
        if (!_heard.Writer.TryWrite(item))
        {
            _heard.Writer.TryComplete(
                new VoiceAgentException(ErrorCodes.Overflow, "Nobody reads what the recogniser hears.")
            );
        }

        return default;
    }

    void IProviderLegListener<SpeechToTextEvent>.OnFailed(object leg, Exception exception) => Replace(leg, exception);

    /// <summary>Under the lock.</summary>
    private void Hand(SttCommand command)
    {
        _replay.Add(command);
        _leg?.Hand(command);
    }

    /// <summary>Gives the next recogniser what the last one was given in vain. Under the lock.</summary>
    private void Begin()
    {
        _leg = new SpeechToTextLeg(_turns.Next(), _session, _options.OpenDeadline, _time, this);
        _leg.Start(_replay.Commands);
    }

    private void Replace(object leg, Exception reason)
    {
        VoiceAgentException? end;
        SpeechToTextLeg old;
        lock (_lock)
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
            _heard.Writer.TryComplete(end);
            return;
        }

        FallbackTelemetry.Count("stt", old.Provider, reason);
        lock (_lock)
        {
            if (!_isOver)
            {
                Begin();
            }
        }
    }

    /// <summary>Sets the timer to when the recogniser must have said something. Under the lock.</summary>
    private void Watch()
    {
        var left = Left();
        _timer.Change(
            left is null ? Timeout.InfiniteTimeSpan
                : left > TimeSpan.Zero ? left.Value
                : TimeSpan.Zero,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>How long the recogniser may still be silent; null when it owes nothing, or opens.</summary>
    private TimeSpan? Left()
    {
        if (_isOver || _leg?.OpenedAt is not { } opened)
        {
            return null;
        }

        if (_replay.OwedFinals > 0)
        {
            return _options.FinalDeadline - _time.GetElapsedTime(Math.Max(opened, _owedSince));
        }

        return _leg.HasInterims && _speech is { IsOn: true, Since: { } since }
            ? _options.SilenceDeadline - _time.GetElapsedTime(Math.Max(opened, since))
            : null;
    }

    private void OnTime()
    {
        SpeechToTextLeg? silent;
        lock (_lock)
        {
            silent = _leg;
            if (silent is null || Left() is not { } left)
            {
                return;
            }

            var isOwed = _replay.OwedFinals > 0;
            if (left > TimeSpan.Zero || (!isOwed && _speech.Heard < _options.SilenceDeadline / 2))
            {
                // A short sound and then nothing is no speech; more of it is looked at again.
                _timer.Change(left > TimeSpan.Zero ? left : _options.SilenceDeadline / 4, Timeout.InfiniteTimeSpan);
                return;
            }

            if (!isOwed)
            {
                _speech.Replaced();
            }
        }

        Replace(
            silent,
            new VoiceAgentException(ErrorCodes.ProviderTimeout, $"{silent.Provider} was given speech and said nothing.")
        );
    }
}
