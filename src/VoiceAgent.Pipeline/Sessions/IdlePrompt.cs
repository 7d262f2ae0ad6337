namespace VoiceAgent.Sessions;

/// <summary>Something to say to a user who has gone silent.</summary>
/// <param name="After">How long nobody has spoken, since the last word of either side. Longer than zero.</param>
/// <param name="Text">What is said, such as "Are you still there?"</param>
public sealed record IdlePrompt(TimeSpan After, string Text)
{
    /// <summary>Prints the time only.</summary>
    public override string ToString() => $"prompt after {After.TotalSeconds:0.#} s";
}
