namespace VoiceAgent.SpeechToSpeech;

/// <summary>How a speech-to-speech model is used, and for how long it may be silent.</summary>
public sealed record SpeechToSpeechOptions
{
    /// <summary>Voice by the vendor's name; null takes the configured one.</summary>
    public string? Voice { get; set; }

    /// <summary>BCP 47 language of the user, for the transcript; null lets the vendor find out.</summary>
    public string? Language { get; set; }

    /// <summary>Audio kept from before speech is noticed, so that its first sound is not lost. 0 to 2 s, default 0.5 s.</summary>
    public TimeSpan PreRoll { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How much unanswered speech of the user is kept to be said again to a new session. 1 s to 2 min, default 30 s; what is older is lost.
    /// </summary>
    public TimeSpan Replay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A session must be open within this. More than zero, default 5 s.</summary>
    public TimeSpan OpenDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the text of what the user said is waited for. More than zero, default 1.2 s; then the model answers what it has heard, and the
    /// conversation's text lacks this turn. Less than <c>UserTurnOptions.FinalTimeout</c>.
    /// </summary>
    public TimeSpan TranscriptPatience { get; set; } = TimeSpan.FromSeconds(1.2);

    /// <summary>
    /// A session that does not react to the end of speech, or to being asked, for this long is given up and replaced. More than zero,
    /// default 1.5 s.
    /// </summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How often in a row a lost session is replaced before it is given up until the user speaks again. 0 to 20, default 4.</summary>
    public int Reopenings { get; set; } = 4;

    /// <summary>Pause before the second attempt; it doubles with each further one. 0 to 1 min, default 0.5 s.</summary>
    public TimeSpan ReopenPause { get; set; } = TimeSpan.FromMilliseconds(500);
}
