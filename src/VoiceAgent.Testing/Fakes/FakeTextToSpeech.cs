using VoiceAgent.Audio;
using VoiceAgent.Tts;

namespace VoiceAgent.Testing.Fakes;

/// <summary>
/// A voice whose audio is as long as its text: a tone of constant level, made after a delay and at a rate of its own, cut off at once when
/// it is cancelled.
/// </summary>
/// <param name="time">The clock of all delays.</param>
public sealed class FakeTextToSpeech(TimeProvider time) : ITextToSpeech
{
    private readonly List<string> _spoken = [];

    /// <inheritdoc />
    public TextToSpeechCapabilities Capabilities { get; init; } =
        new()
        {
            Name = "fake",
            Format = AudioFormat.Output24Khz,
            WordTimes = true,
        };

    /// <summary>Length of the audio of one character. Default 60 ms: some 170 words a minute.</summary>
    public TimeSpan PerCharacter { get; set; } = TimeSpan.FromMilliseconds(60);

    /// <summary>From the text to its first audio. Default 100 ms.</summary>
    public TimeSpan FirstByteDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Time to make audio, as a share of how long it lasts. Default 0.1; 0 makes all at once, above 1 is slower than speech.</summary>
    public double RealTimeFactor { get; set; } = 0.1;

    /// <summary>Length of a piece of audio. Default 100 ms.</summary>
    public TimeSpan Piece { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What goes wrong when a session is opened.</summary>
    public FakeFault Opening { get; set; }

    /// <summary>How long opening takes, whatever is cancelled meanwhile.</summary>
    public TimeSpan OpeningDelay { get; set; }

    /// <summary>What goes wrong with a text; nothing unless set.</summary>
    public Func<string, FakeFault> Fault { get; set; } = _ => FakeFault.None;

    /// <summary>Audio that a session makes before it breaks, in the middle of whatever it says; null never breaks.</summary>
    public TimeSpan? BreaksAfter { get; set; }

    /// <summary>Sessions opened so far.</summary>
    public int Opened { get; private set; }

    /// <summary>Sessions that are open now.</summary>
    public int Active { get; private set; }

    /// <summary>Texts that were flushed, in order.</summary>
    public IReadOnlyList<string> Spoken => _spoken;

    /// <inheritdoc />
    public async ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        await FakeSession<TextToSpeechEvent>.OpenAsync(time, OpeningDelay, Opening).ConfigureAwait(false);

        Opened++;
        Active++;
        return new FakeTextToSpeechSession(this, time);
    }

    internal void Flushed(string text) => _spoken.Add(text);

    internal void Closed() => Active--;
}
