namespace VoiceAgent.Stt;

/// <summary>How the recogniser is fed, and for how long it may be silent.</summary>
public sealed record SttOptions
{
    /// <summary>What the recogniser's session is opened with; the format is set by the processor.</summary>
    public SpeechToTextSessionOptions Session { get; set; } = new();

    /// <summary>Audio kept from before speech is noticed, so that its first sound is not lost. 0 to 2 s, default 0.5 s.</summary>
    public TimeSpan PreRoll { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The recogniser must be open within this. More than zero, default 5 s.</summary>
    public TimeSpan OpenDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The final text must come within this after speech ended. More than zero, default 5 s.</summary>
    public TimeSpan FinalDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Spoken when the recogniser fails while it owes a text, such as <c>Sorry, I did not hear that.</c> Null, the default, says nothing.</summary>
    public string? Apology { get; set; }

    /// <summary>Pieces of audio that may wait for the recogniser; more are an <c>overflow</c> error. 16 to 65536, default 1024.</summary>
    public int QueueCapacity { get; set; } = 1024;

    /// <summary>True passes the user's audio on downstream, for processors behind that want it. Default false.</summary>
    public bool PassAudio { get; set; }
}
