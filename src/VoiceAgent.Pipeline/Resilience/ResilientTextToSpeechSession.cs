using System.Threading.Channels;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Tts;

namespace VoiceAgent.Resilience;

/// <summary>A session that is handed from one voice to the next.</summary>
internal sealed class ResilientTextToSpeechSession : ITextToSpeechSession, IProviderLegListener<TextToSpeechEvent>
{
    private readonly TextToSpeechSessionOptions _session;
    private readonly TextToSpeechResilienceOptions _options;
    private readonly AudioFormat _format;
    private readonly TimeProvider _time;
    private readonly ProviderTurns<ITextToSpeech> _turns;
    private readonly SortedDictionary<long, SpokenUtterance> _utterances = [];
    private readonly Lock _lock = new();
    private readonly ITimer _timer;

    // A voice that is far ahead waits until somebody reads.
    private readonly Channel<TextToSpeechEvent> _made = Channel.CreateBounded<TextToSpeechEvent>(
        new BoundedChannelOptions(256) { AllowSynchronousContinuations = true }
    );

    private TextToSpeechLeg? _leg;
    private long _since;
    private bool _isWriting;
    private bool _isOver;
    private bool _isDisposed;

    public ResilientTextToSpeechSession(
        IReadOnlyList<ProviderCandidate<ITextToSpeech>> candidates,
        TextToSpeechSessionOptions session,
        TextToSpeechResilienceOptions options,
        AudioFormat format,
        TimeProvider time
    )
    {
        (_session, _options, _format, _time) = (session, options, format, time);
        _turns = new ProviderTurns<ITextToSpeech>(candidates);
        _timer = time.CreateTimer(_ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start()
    {
        lock (_lock)
        {
            Begin([]);
        }
    }

    public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Find(utterance).Write(text);
            _leg?.Hand(new SpeakCommand(SpeakCommandKind.Write, utterance, text));
        }

        return default;
    }

    public ValueTask FlushAsync(long utterance, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var isIdle = !_utterances.Values.Any(one => one.IsFlushed);
            Find(utterance).IsFlushed = true;
            _leg?.Hand(new SpeakCommand(SpeakCommandKind.Flush, utterance));
            if (isIdle)
            {
                Watch();
            }
        }

        return default;
    }

    public ValueTask CancelAsync(long through, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            foreach (var utterance in _utterances.Keys.TakeWhile(number => number <= through).ToArray())
            {
                _utterances.Remove(utterance);
            }

            _leg?.Hand(new SpeakCommand(SpeakCommandKind.Cancel, through));
            Watch();
        }

        return default;
    }

    public IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
        _made.Reader.ReadAllAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        TextToSpeechLeg? leg;
        lock (_lock)
        {
            (leg, _leg, _isOver, _isDisposed) = (_leg, null, true, true);
        }

        leg?.Dispose();
        _made.Writer.TryComplete();
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    void IProviderLegListener<TextToSpeechEvent>.OnOpened(object leg)
    {
        lock (_lock)
        {
            if (leg == _leg)
            {
                Watch();
            }
        }
    }

    async ValueTask IProviderLegListener<TextToSpeechEvent>.OnEventAsync(object leg, TextToSpeechEvent item)
    {
        if (leg is TextToSpeechLeg { Format: var format } && item.Audio.Length % format.BytesPerSample != 0)
        {
            Replace(leg, new VoiceAgentException(ErrorCodes.ProviderGarbage, "The voice made half a sample."));
            return;
        }

        List<TextToSpeechEvent> made;
        lock (_lock)
        {
            made = leg == _leg ? Take(item) : [];
            _isWriting = true;
        }

        foreach (var wanted in made)
        {
            await _made.Writer.WriteAsync(wanted).ConfigureAwait(false);
        }

        lock (_lock)
        {
            _isWriting = false;
            if (made.Count > 0)
            {
                Watch();
            }
        }
    }

    void IProviderLegListener<TextToSpeechEvent>.OnFailed(object leg, Exception exception) => Replace(leg, exception);

    private SpokenUtterance Find(long number)
    {
        if (!_utterances.TryGetValue(number, out var utterance))
        {
            _utterances.Add(number, utterance = new SpokenUtterance(number));
        }

        return utterance;
    }

    /// <summary>Notes what was made. Under the lock.</summary>
    /// <returns>The same as the reader gets it; nothing when it belongs to nothing any more.</returns>
    private List<TextToSpeechEvent> Take(TextToSpeechEvent item)
    {
        List<TextToSpeechEvent> made = [];
        if (!_utterances.TryGetValue(item.Utterance, out var utterance))
        {
            return made;
        }

        var audio = item.Audio;
        if (item.Kind == TextToSpeechEventKind.Audio)
        {
            _turns.Succeed();
            audio = utterance.Add(item.Audio, _leg!.Format, _format);
        }
        else if (item.Kind == TextToSpeechEventKind.Words)
        {
            utterance.Add(item.Words ?? []);
        }

        var isComplete = item.Kind == TextToSpeechEventKind.Completed;
        if (utterance.TakeWords(isComplete) is { Count: > 0 } words)
        {
            made.Add(new TextToSpeechEvent(TextToSpeechEventKind.Words, item.Utterance) { Words = words });
        }

        if (isComplete)
        {
            _utterances.Remove(item.Utterance);
            made.Add(item);
        }
        else if (!audio.IsEmpty)
        {
            made.Add(item with { Audio = audio });
        }

        return made;
    }

    private void Replace(object leg, Exception reason)
    {
        TextToSpeechLeg old;
        VoiceAgentException? end;
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
            _made.Writer.TryComplete(end);
            return;
        }

        FallbackTelemetry.Count("tts", old.Provider, reason);
        GoOn();
    }

    /// <summary>Gives what is left to say to the next voice.</summary>
    private void GoOn()
    {
        List<SpeakCommand> left = [];
        List<long> said = [];
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            foreach (var utterance in _utterances.Values)
            {
                var text = utterance.GoOn();
                if (utterance.IsFlushed && string.IsNullOrWhiteSpace(text))
                {
                    said.Add(utterance.Number);
                    continue;
                }

                left.Add(new SpeakCommand(SpeakCommandKind.Write, utterance.Number, text));
                if (utterance.IsFlushed)
                {
                    left.Add(new SpeakCommand(SpeakCommandKind.Flush, utterance.Number));
                }
            }

            said.ForEach(number => _utterances.Remove(number));
            Begin(left);
        }

        foreach (var number in said)
        {
            // The reader is told that it is complete; there is room, or it does not read.
            _made.Writer.TryWrite(new TextToSpeechEvent(TextToSpeechEventKind.Completed, number));
        }
    }

    private void Begin(IEnumerable<SpeakCommand> left)
    {
        _leg = new TextToSpeechLeg(_turns.Next(), _session, _options.OpenDeadline, _time, this);
        _leg.Start(left);
    }

    /// <summary>The voice owes audio from now on, as long as something is to be said. Under the lock.</summary>
    private void Watch()
    {
        _since = _time.GetTimestamp();
        _timer.Change(Deadline() ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan? Deadline()
    {
        var first = _utterances.Values.FirstOrDefault(one => one.IsFlushed);
        return _isOver || first is null || _leg?.OpenedAt is null ? null
            : first.HasBegun ? _options.NextAudioDeadline
            : _options.FirstAudioDeadline;
    }

    private void OnTime()
    {
        TextToSpeechLeg? silent;
        lock (_lock)
        {
            silent = _leg;
            if (silent is null || _isWriting || Deadline() is not { } deadline)
            {
                return;
            }

            var left = deadline - _time.GetElapsedTime(_since);
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Replace(
            silent,
            new VoiceAgentException(ErrorCodes.ProviderTimeout, $"{silent.Provider} was given text and made no audio.")
        );
    }
}
