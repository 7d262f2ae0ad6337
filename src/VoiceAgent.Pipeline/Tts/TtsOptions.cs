namespace VoiceAgent.Tts;

/// <summary>How answers are spoken, and how long the voice may be silent.</summary>
public sealed record TtsOptions
{
    /// <summary>What the voice's session is opened with.</summary>
    public TextToSpeechSessionOptions Session { get; set; } = new();

    /// <summary>The voice must be open within this. More than zero, default 5 s.</summary>
    public TimeSpan OpenDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The first audio of an utterance, and each further piece, must come within this. More than zero, default 3 s.</summary>
    public TimeSpan AudioDeadline { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Speech made ahead of what can have been played. The next sentence waits until less than this is ahead, which bounds memory and what
    /// an interruption throws away. 1 s to 120 s, default 20 s.
    /// </summary>
    public TimeSpan MaxAhead { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Sentences that may wait for the voice; more are an <c>overflow</c> error. 8 to 65536, default 1024.</summary>
    public int QueueCapacity { get; set; } = 1024;

    /// <summary>How answers are cut into pieces for the voice.</summary>
    public SentenceSplitterOptions Sentences { get; set; } = new();

    /// <summary>Makes what turns written text into spoken text. Called for each session; removes Markdown and emoji by default.</summary>
    public Func<SpeechTextCleaner> CreateCleaner { get; set; } = SpeechTextCleaner.CreateDefault;
}
