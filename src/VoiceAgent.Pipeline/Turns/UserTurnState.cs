namespace VoiceAgent.Turns;

/// <summary>Whose turn it is and what was said in it: everything <see cref="UserTurnReducer"/> remembers. Prints no words.</summary>
public sealed record UserTurnState
{
    private UserTurnState() { }

    /// <summary>Nobody has spoken yet.</summary>
    public static UserTurnState Initial { get; } = new();

    /// <summary>
    /// When the reducer wants a <see cref="UserTurnEvent.TimeElapsed"/>, on the session's clock; null while it waits for no
    /// time. The one timer of a session follows this value.
    /// </summary>
    public TimeSpan? Due { get; internal init; }

    /// <summary>Whether there is a turn.</summary>
    public UserTurnPhase Phase { get; internal init; }

    /// <summary>The voice activity detector hears the user.</summary>
    public bool IsSpeaking { get; internal init; }

    /// <summary>The bot is heard.</summary>
    public bool BotSpeaking { get; internal init; }

    /// <summary>A committed turn waits for its reply to be heard.</summary>
    public bool AwaitingReply { get; internal init; }

    /// <summary>The session is over.</summary>
    public bool HasEnded { get; internal init; }

    /// <summary>A reply was cancelled unheard for the turn that is open now.</summary>
    internal bool OwesReply { get; init; }

    /// <summary>The session has a voice activity detector.</summary>
    internal bool VadSeen { get; init; }

    /// <summary>The voice activity detector heard (part of) this turn.</summary>
    internal bool HasVad { get; init; }

    /// <summary>The recogniser said the turn is over.</summary>
    internal bool ProviderEnded { get; init; }

    /// <summary>Speech of this turn was refused.</summary>
    internal bool Rejected { get; init; }

    /// <summary>Final texts the recogniser owes: one for each time speech stopped. Outlives the turn.</summary>
    internal int PendingFinals { get; init; }

    /// <summary>Interim text by which the last turn was settled, its final still owed.</summary>
    internal string SettledInterim { get; init; } = "";

    /// <summary>When the turn started.</summary>
    internal TimeSpan StartedAt { get; init; }

    /// <summary>Since when the user is silent; outlives the turn.</summary>
    internal TimeSpan QuietSince { get; init; }

    /// <summary>Final text of the turn.</summary>
    internal string Text { get; init; } = "";

    /// <summary>Text behind <see cref="Text"/> that may still change.</summary>
    internal string Interim { get; init; } = "";

    /// <summary>Phase and times; no words.</summary>
    public override string ToString() =>
        $"{Phase}, user speaking: {IsSpeaking}, bot speaking: {BotSpeaking}, due: {Due}";
}

/// <summary>Whether there is a user turn.</summary>
public enum UserTurnPhase
{
    /// <summary>No.</summary>
    None,

    /// <summary>There is speech, but the bot is speaking and the speech may not interrupt it (yet).</summary>
    Held,

    /// <summary>Yes: it was started and is neither committed nor dropped.</summary>
    Open,
}
