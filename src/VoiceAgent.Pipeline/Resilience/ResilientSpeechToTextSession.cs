using VoiceAgent.Frames;
using VoiceAgent.Stt;

namespace VoiceAgent.Resilience;

/// <summary>A session that is handed from one recogniser to the next.</summary>
internal sealed class ResilientSpeechToTextSession
    : RelaySession<ISpeechToText, ISpeechToTextSession, SttCommand, SpeechToTextEvent>,
        ISpeechToTextSession
{
    /// <summary>More than a recogniser says while nobody reads.</summary>
    private const int Capacity = 4096;

    private readonly SpeechToTextSessionOptions _session;
    private readonly SpeechToTextResilienceOptions _options;
    private readonly SpeechReplay _replay;
    private readonly SpeechWatch _speech;
    private long _owedSince;

    public ResilientSpeechToTextSession(
        IReadOnlyList<ProviderCandidate<ISpeechToText>> candidates,
        SpeechToTextSessionOptions session,
        SpeechToTextResilienceOptions options,
        bool speechOnly,
        TimeProvider time
    )
        : base("stt", candidates, Capacity, time)
    {
        (_session, _options) = (session, options);
        _replay = new SpeechReplay(session.Format, options.Replay);
        _speech = new SpeechWatch(session.Format, speechOnly, time);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken)
    {
        if (audio.IsEmpty)
        {
            return default;
        }

        lock (Sync)
        {
            ThrowIfDisposed();
            var isNew = _speech.Since is null;
            _speech.Add(audio);
            Keep(new SttCommand(audio));
            if (isNew)
            {
                Watch();
            }
        }

        return default;
    }

    public ValueTask FinalizeAsync(CancellationToken cancellationToken)
    {
        lock (Sync)
        {
            ThrowIfDisposed();
            if (_replay.OwedFinals == 0)
            {
                _owedSince = Time.GetTimestamp();
            }

            _speech.End();
            Keep(SttCommand.Finalize);
            Watch();
        }

        return default;
    }

    protected override ProviderLeg<ISpeechToTextSession, SttCommand, SpeechToTextEvent> CreateLeg(
        ProviderCandidate<ISpeechToText> candidate
    ) => new SpeechToTextLeg(candidate, _session, _options.OpenDeadline, Time, this);

    /// <summary>What the last one was given in vain.</summary>
    protected override IEnumerable<SttCommand> TakeLeft(List<SpeechToTextEvent> done) => _replay.Commands;

    protected override void Take(SpeechToTextEvent item, List<SpeechToTextEvent> told)
    {
        if (item.Kind != SpeechToTextEventKind.ProviderChanged)
        {
            Succeed(told);
            _speech.Answered();
        }

        if (item.Kind == SpeechToTextEventKind.Final)
        {
            _replay.Settle();
            _owedSince = Time.GetTimestamp();
        }

        told.Add(item);
    }

    protected override string? Nonsense(SpeechToTextEvent item) =>
        item?.Text is null ? "The recogniser's answer makes no sense." : null;

    protected override SpeechToTextEvent Tell(ProviderChange change) =>
        new(SpeechToTextEventKind.ProviderChanged, "") { Change = change };

    protected override TimeSpan? Patience()
    {
        var opened = OpenedAt ?? 0;
        if (_replay.OwedFinals > 0)
        {
            return _options.FinalDeadline - Time.GetElapsedTime(Math.Max(opened, _owedSince));
        }

        if (!Current.Provider.Capabilities.InterimResults || _speech is not { IsOn: true, Since: { } since })
        {
            return null;
        }

        // A short sound and then nothing is no speech; more of it is looked at again.
        var left = _options.SilenceDeadline - Time.GetElapsedTime(Math.Max(opened, since));
        return left <= TimeSpan.Zero && _speech.Heard < _options.SilenceDeadline / 2
            ? _options.SilenceDeadline / 4
            : left;
    }

    protected override string Reproach()
    {
        if (_replay.OwedFinals == 0)
        {
            _speech.Replaced();
        }

        return "was given speech and said nothing";
    }

    private void Keep(SttCommand command)
    {
        _replay.Add(command);
        Hand(command);
    }
}
