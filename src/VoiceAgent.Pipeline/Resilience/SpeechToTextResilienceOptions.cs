namespace VoiceAgent.Resilience;

/// <summary>How long a recogniser may be silent before another one takes over.</summary>
public sealed record SpeechToTextResilienceOptions
{
    /// <summary>A recogniser must be open within this. More than zero, default 1.5 s.</summary>
    public TimeSpan OpenDeadline { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// A recogniser with interim results that is fed speech must say something within this. More than zero, default 1.2 s. Once per
    /// segment: what a second one does not hear either was no speech.
    /// </summary>
    public TimeSpan SilenceDeadline { get; set; } = TimeSpan.FromSeconds(1.2);

    /// <summary>The final text must come within this after speech ended. More than zero, default 1.4 s.</summary>
    public TimeSpan FinalDeadline { get; set; } = TimeSpan.FromSeconds(1.4);

    /// <summary>Audio kept for the next recogniser, back to the last final text at most. 1 s to 120 s, default 20 s.</summary>
    public TimeSpan Replay { get; set; } = TimeSpan.FromSeconds(20);
}
