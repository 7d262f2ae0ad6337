namespace VoiceAgent.Resilience;

/// <summary>How long a voice may be silent before another one takes over.</summary>
public sealed record TextToSpeechResilienceOptions
{
    /// <summary>A voice must be open within this. More than zero, default 1.5 s.</summary>
    public TimeSpan OpenDeadline { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The first audio of a text must come within this. More than zero, default 1.4 s.</summary>
    public TimeSpan FirstAudioDeadline { get; set; } = TimeSpan.FromSeconds(1.4);

    /// <summary>Every further piece must come within this. More than zero, default 1 s.</summary>
    public TimeSpan NextAudioDeadline { get; set; } = TimeSpan.FromSeconds(1);
}
