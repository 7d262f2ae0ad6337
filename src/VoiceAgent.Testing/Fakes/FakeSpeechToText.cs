using VoiceAgent.Stt;

namespace VoiceAgent.Testing.Fakes;

/// <summary>
/// A recogniser that hears what the script says: one <see cref="FakeSpeech"/> for each speech segment, in order, over all its sessions.
/// When the script is at its end it understands nothing.
/// </summary>
/// <param name="time">The clock of all delays.</param>
public sealed class FakeSpeechToText(TimeProvider time) : ISpeechToText
{
    private readonly Queue<FakeSpeech> _script = new();
    private readonly List<TimeSpan> _heard = [];

    /// <inheritdoc />
    public SpeechToTextCapabilities Capabilities { get; init; } =
        new()
        {
            Name = "fake",
            SpeechOnly = true,
            InterimResults = true,
        };

    /// <summary>What goes wrong when a session is opened.</summary>
    public FakeFault Opening { get; set; }

    /// <summary>How long opening takes, whatever is cancelled meanwhile.</summary>
    public TimeSpan OpeningDelay { get; set; }

    /// <summary>Sessions opened so far.</summary>
    public int Opened { get; private set; }

    /// <summary>Sessions that are open now.</summary>
    public int Active { get; private set; }

    /// <summary>How much audio each segment had, in order.</summary>
    public IReadOnlyList<TimeSpan> Segments => _heard;

    /// <summary>Adds the next segment to the script.</summary>
    public FakeSpeechToText Hears(FakeSpeech speech)
    {
        _script.Enqueue(speech);
        return this;
    }

    /// <summary>Adds the next segment to the script, heard after the usual delay.</summary>
    public FakeSpeechToText Hears(string text) => Hears(new FakeSpeech(text));

    /// <inheritdoc />
    public async ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        await FakeSession<SpeechToTextEvent>.OpenAsync(time, OpeningDelay, Opening).ConfigureAwait(false);

        Opened++;
        Active++;
        return new FakeSpeechToTextSession(this, options.Format, time);
    }

    internal FakeSpeech Next() => _script.TryDequeue(out var speech) ? speech : new FakeSpeech("");

    internal void Heard(TimeSpan audio) => _heard.Add(audio);

    internal void Closed() => Active--;
}
