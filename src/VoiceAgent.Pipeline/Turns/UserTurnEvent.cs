namespace VoiceAgent.Turns;

/// <summary>Something that happened and matters for whose turn it is. Prints no words.</summary>
/// <param name="At">When, on the session's clock. Never earlier than the event before it.</param>
public abstract record UserTurnEvent(TimeSpan At)
{
    /// <summary>The voice activity detector hears speech.</summary>
    public sealed record SpeechStarted(TimeSpan At) : UserTurnEvent(At);

    /// <summary>
    /// The voice activity detector hears silence again. The recogniser owes one <see cref="FinalTranscript"/> for what
    /// was said.
    /// </summary>
    public sealed record SpeechStopped(TimeSpan At) : UserTurnEvent(At);

    /// <summary>What the recogniser heard since its last final text; replaces the interim text before it.</summary>
    public sealed record InterimTranscript(TimeSpan At, string Text) : UserTurnEvent(At);

    /// <summary>What the recogniser heard, final. Empty when nothing was understood.</summary>
    public sealed record FinalTranscript(TimeSpan At, string Text) : UserTurnEvent(At)
    {
        /// <summary>True when speech was heard but refused as not understood.</summary>
        public bool Rejected { get; init; }
    }

    /// <summary>The recogniser believes the user has begun a turn. It owes a <see cref="FinalTranscript"/>.</summary>
    public sealed record ProviderStartOfTurn(TimeSpan At) : UserTurnEvent(At);

    /// <summary>The recogniser believes the turn is over.</summary>
    public sealed record ProviderEndOfTurn(TimeSpan At) : UserTurnEvent(At);

    /// <summary>The user typed.</summary>
    public sealed record TextTyped(TimeSpan At, string Text) : UserTurnEvent(At);

    /// <summary>The bot is heard.</summary>
    public sealed record BotStarted(TimeSpan At) : UserTurnEvent(At)
    {
        /// <summary>False for what does not answer the last turn, such as an announcement.</summary>
        public bool IsReply { get; init; } = true;
    }

    /// <summary>What the bot says from here on may be interrupted, or may not. It may until this says otherwise.</summary>
    public sealed record BotInterruptibility(TimeSpan At, bool IsInterruptible) : UserTurnEvent(At);

    /// <summary>The bot has said all it had to say, or was cut off.</summary>
    public sealed record BotStopped(TimeSpan At) : UserTurnEvent(At);

    /// <summary>The reply to the last turn is over without a sound: it was empty, failed, or was text only.</summary>
    public sealed record ReplyEndedSilently(TimeSpan At) : UserTurnEvent(At);

    /// <summary>A tool was called.</summary>
    public sealed record ToolStarted(TimeSpan At) : UserTurnEvent(At);

    /// <summary>A tool call ended.</summary>
    public sealed record ToolEnded(TimeSpan At) : UserTurnEvent(At);

    /// <summary>The turn model has answered <see cref="UserTurnEffect.JudgeTurn"/>.</summary>
    /// <param name="At">When.</param>
    /// <param name="Question">Number of the question.</param>
    /// <param name="Complete">Probability that the turn is complete, 0 to 1; null when the model failed.</param>
    public sealed record TurnJudged(TimeSpan At, int Question, double? Complete) : UserTurnEvent(At);

    /// <summary>The time in <see cref="UserTurnState.Due"/> has come.</summary>
    public sealed record TimeElapsed(TimeSpan At) : UserTurnEvent(At);

    /// <summary>The session is over; nothing that follows has an effect.</summary>
    public sealed record SessionEnded(TimeSpan At) : UserTurnEvent(At);

    /// <summary>Type and time; no words.</summary>
    public sealed override string ToString() => $"{GetType().Name} at {At.TotalSeconds:0.000} s";
}
