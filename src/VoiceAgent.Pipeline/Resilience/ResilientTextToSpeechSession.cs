using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Tts;

namespace VoiceAgent.Resilience;

/// <summary>A session that is handed from one voice to the next.</summary>
internal sealed class ResilientTextToSpeechSession
    : RelaySession<ITextToSpeech, ITextToSpeechSession, SpeakCommand, TextToSpeechEvent>,
        ITextToSpeechSession
{
    /// <summary>A voice that is farther ahead waits until somebody reads.</summary>
    private const int Capacity = 256;

    private readonly TextToSpeechSessionOptions _session;
    private readonly TextToSpeechResilienceOptions _options;
    private readonly AudioFormat _format;
    private readonly SortedDictionary<long, SpokenUtterance> _utterances = [];
    private long _askedAt;

    public ResilientTextToSpeechSession(
        IReadOnlyList<ProviderCandidate<ITextToSpeech>> candidates,
        TextToSpeechSessionOptions session,
        TextToSpeechResilienceOptions options,
        AudioFormat format,
        TimeProvider time
    )
        : base("tts", candidates, Capacity, time) => (_session, _options, _format) = (session, options, format);

    public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken)
    {
        lock (Sync)
        {
            ThrowIfDisposed();
            Find(utterance).Write(text);
            Hand(new SpeakCommand(SpeakCommandKind.Write, utterance, text));
        }

        return default;
    }

    public ValueTask FlushAsync(long utterance, CancellationToken cancellationToken)
    {
        lock (Sync)
        {
            ThrowIfDisposed();
            var isIdle = !_utterances.Values.Any(one => one.IsFlushed);
            Find(utterance).IsFlushed = true;
            Hand(new SpeakCommand(SpeakCommandKind.Flush, utterance));
            if (isIdle)
            {
                Ask();
            }
        }

        return default;
    }

    public ValueTask CancelAsync(long through, CancellationToken cancellationToken)
    {
        lock (Sync)
        {
            ThrowIfDisposed();
            foreach (var utterance in _utterances.Keys.TakeWhile(number => number <= through).ToArray())
            {
                _utterances.Remove(utterance);
            }

            Hand(new SpeakCommand(SpeakCommandKind.Cancel, through));
            Ask();
        }

        return default;
    }

    protected override ProviderLeg<ITextToSpeechSession, SpeakCommand, TextToSpeechEvent> CreateLeg(
        ProviderCandidate<ITextToSpeech> candidate
    ) => new TextToSpeechLeg(candidate, _session, _options.OpenDeadline, Time, this);

    /// <summary>What is left to say. An utterance whose text was said to its end is complete.</summary>
    protected override IEnumerable<SpeakCommand> TakeLeft(List<TextToSpeechEvent> done)
    {
        List<SpeakCommand> left = [];
        foreach (var utterance in _utterances.Values)
        {
            var text = utterance.GoOn();
            if (utterance.IsFlushed && string.IsNullOrWhiteSpace(text))
            {
                done.Add(new TextToSpeechEvent(TextToSpeechEventKind.Completed, utterance.Number));
                continue;
            }

            left.Add(new SpeakCommand(SpeakCommandKind.Write, utterance.Number, text));
            if (utterance.IsFlushed)
            {
                left.Add(new SpeakCommand(SpeakCommandKind.Flush, utterance.Number));
            }
        }

        done.ForEach(said => _utterances.Remove(said.Utterance));
        return left;
    }

    protected override void Take(TextToSpeechEvent item, List<TextToSpeechEvent> told)
    {
        if (item.Kind == TextToSpeechEventKind.ProviderChanged)
        {
            told.Add(item);
            return;
        }

        if (!_utterances.TryGetValue(item.Utterance, out var utterance))
        {
            return;
        }

        var audio = item.Audio;
        if (item.Kind == TextToSpeechEventKind.Audio)
        {
            Succeed(told);
            audio = utterance.Add(item.Audio, Current.Provider.Capabilities.Format, _format);
        }
        else if (item.Kind == TextToSpeechEventKind.Words)
        {
            utterance.Add(item.Words ?? []);
        }

        var isComplete = item.Kind == TextToSpeechEventKind.Completed;
        if (utterance.TakeWords(isComplete) is { Count: > 0 } words)
        {
            told.Add(new TextToSpeechEvent(TextToSpeechEventKind.Words, item.Utterance) { Words = words });
        }

        if (isComplete)
        {
            _utterances.Remove(item.Utterance);
            told.Add(item);
        }
        else if (!audio.IsEmpty)
        {
            told.Add(item with { Audio = audio });
        }
    }

    protected override string? Nonsense(TextToSpeechEvent item) =>
        item.Audio.Length % Current.Provider.Capabilities.Format.BytesPerSample != 0
            ? "The voice made half a sample."
            : null;

    protected override TextToSpeechEvent Tell(ProviderChange change) =>
        new(TextToSpeechEventKind.ProviderChanged, 0) { Change = change };

    protected override TimeSpan? Patience()
    {
        if (_utterances.Values.FirstOrDefault(one => one.IsFlushed) is not { } first)
        {
            return null;
        }

        var deadline = first.HasBegun ? _options.NextAudioDeadline : _options.FirstAudioDeadline;
        return deadline - Time.GetElapsedTime(Math.Max(OpenedAt ?? 0, Math.Max(ToldAt, _askedAt)));
    }

    protected override string Reproach() => "was given text and made no audio";

    /// <summary>The voice owes audio from now on, as long as something is to be said.</summary>
    private void Ask()
    {
        _askedAt = Time.GetTimestamp();
        Watch();
    }

    private SpokenUtterance Find(long number)
    {
        if (!_utterances.TryGetValue(number, out var utterance))
        {
            _utterances.Add(number, utterance = new SpokenUtterance(number));
        }

        return utterance;
    }
}
