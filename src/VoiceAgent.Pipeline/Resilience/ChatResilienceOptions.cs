namespace VoiceAgent.Resilience;

/// <summary>How long a model may be silent, how often it is asked again, and when a second one is asked.</summary>
public sealed record ChatResilienceOptions
{
    /// <summary>
    /// A model's first token must come within this, its retries and the pauses before them included, or the next model is asked. More than
    /// zero, default 2.5 s.
    /// </summary>
    public TimeSpan FirstTokenDeadline { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Every further token must come within this, or the next model goes on. More than zero, default 2 s.</summary>
    public TimeSpan NextTokenDeadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a model that failed before its first token is asked again before the next one is. 0 to 10, default 1.</summary>
    public int Retries { get; set; } = 1;

    /// <summary>
    /// Pause before a model is asked again: half to one and a half of this, twice as long each time. Default 150 ms. A model that asks to be left
    /// alone (<see cref="Errors.VoiceAgentException.RetryAfter"/>) is, for as long; when <see cref="FirstTokenDeadline"/> is over before
    /// that, the next one is asked at once.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>When a second model is asked because the first is slow.</summary>
    public HedgingOptions Hedging { get; set; } = new();

    /// <summary>What the next model is told when one broke off in the middle of an answer; the words said so far stand before it.</summary>
    public string ContinueInstruction { get; set; } =
        "Your answer was cut off after these words. Go on from exactly there: do not repeat them, do not apologise, do not greet.";
}
