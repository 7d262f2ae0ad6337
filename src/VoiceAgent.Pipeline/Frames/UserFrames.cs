namespace VoiceAgent.Frames;

/// <summary>Fact: the voice activity detector hears speech.</summary>
/// <param name="Position">Where it began, on the clock of <see cref="InputAudioFrame.Position"/>.</param>
public sealed record VadUserStartedSpeakingFrame(long Position) : SystemFrame;

/// <summary>Fact: the voice activity detector hears silence again.</summary>
/// <param name="Position">Where speech ended, on the clock of <see cref="InputAudioFrame.Position"/>; before the hang-over.</param>
/// <param name="Hangover">Silence waited for before this was said.</param>
public sealed record VadUserStoppedSpeakingFrame(long Position, TimeSpan Hangover) : SystemFrame;

/// <summary>Fact: a user turn began.</summary>
public sealed record UserStartedSpeakingFrame : SystemFrame;

/// <summary>Fact: the user turn is over.</summary>
public sealed record UserStoppedSpeakingFrame : SystemFrame;

/// <summary>Fact: from now on the user's voice is not listened to, or it is again. Only with <c>UserTurnOptions.Mute</c>.</summary>
/// <param name="IsMuted">True when it is not.</param>
public sealed record UserMuteFrame(bool IsMuted) : SystemFrame;

/// <summary>What the recogniser heard, still open to change.</summary>
/// <param name="Text">Replaces the interim text before it.</param>
public sealed record InterimTranscriptionFrame(string Text) : DataFrame;

/// <summary>What the recogniser heard, final.</summary>
/// <param name="Text">Empty when speech was heard and nothing understood.</param>
public sealed record TranscriptionFrame(string Text) : DataFrame
{
    /// <summary>True when speech was heard but refused as not understood.</summary>
    public bool Rejected { get; init; }

    /// <summary>Confidence from 0 to 1 where the engine has one.</summary>
    public float? Confidence { get; init; }

    /// <summary>Language heard, BCP 47.</summary>
    public string? Language { get; init; }

    /// <summary>Word times from the speech segment's start.</summary>
    public IReadOnlyList<WordTiming> Words { get; init; } = [];
}

/// <summary>The recogniser believes the user has begun a turn.</summary>
public sealed record SttStartOfTurnFrame : SystemFrame;

/// <summary>The recogniser believes the turn is over.</summary>
public sealed record SttEndOfTurnFrame : SystemFrame;

/// <summary>Text the user typed.</summary>
/// <param name="Text">As typed.</param>
public sealed record InputTextFrame(string Text) : DataFrame
{
    /// <summary>True when the reply is not to be spoken: the client shows its text.</summary>
    public bool ReplyInText { get; init; }
}

/// <summary>A whole user turn, ready for the model.</summary>
/// <param name="Text">All that was said in it; empty when <see cref="Rejected"/>.</param>
public sealed record UserTurnFrame(string Text) : DataFrame
{
    /// <summary>True when the user spoke and nothing was understood.</summary>
    public bool Rejected { get; init; }

    /// <summary>True when it was typed.</summary>
    public bool Typed { get; init; }
}

/// <summary>Fact: the user spoke, and it is not going to be answered.</summary>
/// <param name="Reason">Why.</param>
public sealed record UserTurnDroppedFrame(TurnDropReason Reason) : SystemFrame;

/// <summary>Why speech was not answered.</summary>
public enum TurnDropReason
{
    /// <summary>No words came of it: a cough, a noise.</summary>
    NothingSaid,

    /// <summary>The recogniser told nothing in time. What it tells later becomes a turn of its own.</summary>
    NoTranscript,

    /// <summary>The bot was speaking and this speech was not allowed, or not long enough, to interrupt it.</summary>
    BotSpeaking,

    /// <summary>It was not said to the agent: no wake phrase was heard.</summary>
    NotAddressed,

    /// <summary>The user typed instead.</summary>
    Superseded,

    /// <summary>The session ended.</summary>
    SessionEnded,
}
