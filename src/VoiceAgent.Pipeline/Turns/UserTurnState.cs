using VoiceAgent.Text;

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

    /// <summary>The bot says something that may not be interrupted.</summary>
    public bool BotProtected { get; internal init; }

    /// <summary>The bot's voice is held (or lowered) until it is known whether the user interrupts, and to the end of the turn.</summary>
    public bool IsPaused { get; internal init; }

    /// <summary>A committed turn waits for its reply to be heard.</summary>
    public bool AwaitingReply { get; internal init; }

    /// <summary>The session is over.</summary>
    public bool HasEnded { get; internal init; }

    /// <summary>This turn has interrupted the bot.</summary>
    internal bool HasInterrupted { get; init; }

    /// <summary>Nobody was talking with the agent when this speech began: it counts only with a wake phrase.</summary>
    internal bool NeedsWake { get; init; }

    /// <summary>Until when the agent listens without a wake phrase.</summary>
    internal TimeSpan AwakeUntil { get; init; } = TimeSpan.MinValue;

    /// <summary>Tools at work.</summary>
    internal int Tools { get; init; }

    /// <summary>The bot's first turn is over.</summary>
    internal bool HasBotSpoken { get; init; }

    /// <summary>What the detector hears began while the user was muted.</summary>
    internal bool IsMutedSpeech { get; init; }

    /// <summary>Final texts the recogniser owes for muted speech.</summary>
    internal int MutedFinals { get; init; }

    /// <summary>The recogniser, and not the detector, said that the user has begun.</summary>
    internal bool ProviderStarted { get; init; }

    /// <summary>The recogniser tells interim texts.</summary>
    internal bool InterimSeen { get; init; }

    /// <summary>When the bot's voice was held.</summary>
    internal TimeSpan PausedAt { get; init; }

    /// <summary>How long this speaker pauses within a turn; null until it is known.</summary>
    internal TimeSpan? UsualPause { get; init; }

    /// <summary>Number of the last question to the turn model.</summary>
    internal int Question { get; init; }

    /// <summary>When the turn model was asked about the text as it is; null when it was not.</summary>
    internal TimeSpan? AskedAt { get; init; }

    /// <summary>What the turn model answered.</summary>
    internal TurnVerdict Verdict { get; init; }

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

    /// <summary>When the turn started; while it is held, when the speech began.</summary>
    internal TimeSpan StartedAt { get; init; }

    /// <summary>Since when the user is silent; outlives the turn.</summary>
    internal TimeSpan QuietSince { get; init; }

    /// <summary>Final text of the turn.</summary>
    internal string Text { get; init; } = "";

    /// <summary>Text behind <see cref="Text"/> that may still change.</summary>
    internal string Interim { get; init; } = "";

    /// <summary>All text of the turn so far.</summary>
    internal string Said => SpokenText.Join(Text, Interim);

    /// <summary>There is something to answer.</summary>
    internal bool HasContent => Text.Length > 0 || Interim.Length > 0 || Rejected;

    /// <summary>Phase and times; no words.</summary>
    public override string ToString() =>
        $"{Phase}, user speaking: {IsSpeaking}, bot speaking: {BotSpeaking}, due: {Due}";
}

/// <summary>Whether there is a user turn.</summary>
public enum UserTurnPhase
{
    /// <summary>No.</summary>
    None,

    /// <summary>There is speech, but it may not interrupt the bot (yet), or was not said to the agent (as far as is known).</summary>
    Held,

    /// <summary>Yes: it was started and is neither committed nor dropped.</summary>
    Open,
}

/// <summary>What the turn model said.</summary>
internal enum TurnVerdict
{
    /// <summary>Nothing (yet).</summary>
    None,

    /// <summary>The turn is complete.</summary>
    Complete,

    /// <summary>The user will go on.</summary>
    Incomplete,

    /// <summary>The model failed.</summary>
    Unknown,
}
