using VoiceAgent.SpeechToSpeech;

namespace VoiceAgent.Testing.Fakes;

/// <summary>
/// A speech-to-speech model that hears and says what the script tells: one <see cref="FakeSpeech"/> for each speech segment and one
/// <see cref="FakeReply"/> for each answer, in order, over all its sessions. When the script is at its end it understands nothing and says "Yes.".
/// </summary>
/// <param name="time">The clock of all delays.</param>
public sealed class FakeSpeechToSpeech(TimeProvider time) : ISpeechToSpeech
{
    private readonly Queue<FakeSpeech> _heard = new();
    private readonly Queue<FakeReply> _replies = new();
    private readonly List<string> _log = [];
    private readonly List<TimeSpan> _segments = [];
    private readonly List<(long Reply, TimeSpan Heard)> _truncations = [];
    private Action _lose = static () => { };
    private Action _fallSilent = static () => { };

    /// <inheritdoc />
    public SpeechToSpeechCapabilities Capabilities { get; set; } = new() { Name = "fake" };

    /// <summary>Length of the audio of one character. Default 60 ms: some 170 words a minute.</summary>
    public TimeSpan PerCharacter { get; set; } = TimeSpan.FromMilliseconds(60);

    /// <summary>Time to make audio, as a share of how long it lasts. Default 0.1.</summary>
    public double RealTimeFactor { get; set; } = 0.1;

    /// <summary>Silence that ends speech, where the model detects speech. Default 0.5 s.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What goes wrong when a session is opened.</summary>
    public FakeFault Opening { get; set; }

    /// <summary>How long opening takes.</summary>
    public TimeSpan OpeningDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Sessions opened so far.</summary>
    public int Opened { get; private set; }

    /// <summary>
    /// What the sessions were told, in order: <c>open: instructions</c>, <c>add user: text</c>, <c>respond 1</c>, <c>say 2: text</c>,
    /// <c>cancel 1</c>, <c>drop</c>, <c>configure: instructions</c>; audio and truncations are told elsewhere.
    /// </summary>
    public IReadOnlyList<string> Log => _log;

    /// <summary>How much audio each segment had, in order.</summary>
    public IReadOnlyList<TimeSpan> Segments => _segments;

    /// <summary>How much was heard of replies, as the sessions were told.</summary>
    public IReadOnlyList<(long Reply, TimeSpan Heard)> Truncations => _truncations;

    /// <summary>Adds the next segment to the script.</summary>
    public void Hears(FakeSpeech speech) => _heard.Enqueue(speech);

    /// <summary>Adds the next answer to the script.</summary>
    public void Answers(FakeReply reply) => _replies.Enqueue(reply);

    /// <summary>The present session fails.</summary>
    public void Lose() => _lose();

    /// <summary>The present session takes everything and tells nothing from now on, as a connection does that is half open.</summary>
    public void FallSilent() => _fallSilent();

    /// <inheritdoc />
    public async ValueTask<ISpeechToSpeechSession> OpenAsync(
        SpeechToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        await FakeSession<SpeechToSpeechEvent>.OpenAsync(time, OpeningDelay, Opening).ConfigureAwait(false);

        Opened++;
        Told($"open: {options.Instructions}");
        var session = new FakeSpeechToSpeechSession(this, time);
        (_lose, _fallSilent) = (session.Fail, session.FallSilent);
        return session;
    }

    internal FakeSpeech NextSpeech() => _heard.TryDequeue(out var speech) ? speech : new FakeSpeech("");

    internal FakeReply NextReply() => _replies.TryDequeue(out var reply) ? reply : new FakeReply("Yes.");

    internal void Told(string line) => _log.Add(line);

    internal void Heard(TimeSpan segment) => _segments.Add(segment);

    internal void Truncated(long reply, TimeSpan heard) => _truncations.Add((reply, heard));
}
