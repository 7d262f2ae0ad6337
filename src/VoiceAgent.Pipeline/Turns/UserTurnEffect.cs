using VoiceAgent.Frames;

namespace VoiceAgent.Turns;

/// <summary>What has to be done because of a <see cref="UserTurnEvent"/>, in the order given. Prints no words.</summary>
public abstract record UserTurnEffect
{
    /// <summary>A user turn began. Exactly one <see cref="CommitTurn"/> or <see cref="DropTurn"/> ends it.</summary>
    public sealed record StartTurn : UserTurnEffect;

    /// <summary>
    /// Hold the bot's voice: the user may be about to interrupt. Exactly one <see cref="ResumeBot"/> follows, whatever happens in between.
    /// </summary>
    public sealed record PauseBot : UserTurnEffect;

    /// <summary>Let the bot speak again, from where it was held.</summary>
    public sealed record ResumeBot : UserTurnEffect;

    /// <summary>Cancel every reply made so far, heard or not, but for uninterruptible speech. Harmless when there is none.</summary>
    public sealed record Interrupt : UserTurnEffect;

    /// <summary>Ask the turn model whether the turn is complete; it answers with <see cref="UserTurnEvent.TurnJudged"/>.</summary>
    /// <param name="Question">Number of the question.</param>
    /// <param name="Text">All that was said in the turn so far.</param>
    public sealed record JudgeTurn(int Question, string Text) : UserTurnEffect;

    /// <summary>The turn is over: answer it. A typed turn has no <see cref="StartTurn"/>.</summary>
    /// <param name="Text">All that was said or typed; empty when <see cref="Rejected"/>.</param>
    public sealed record CommitTurn(string Text) : UserTurnEffect
    {
        /// <summary>True when the user spoke and nothing was understood.</summary>
        public bool Rejected { get; init; }

        /// <summary>True when it was typed.</summary>
        public bool Typed { get; init; }
    }

    /// <summary>Speech ends without an answer.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record DropTurn(TurnDropReason Reason) : UserTurnEffect
    {
        /// <summary>False when the speech never became a turn, so there was no <see cref="StartTurn"/>.</summary>
        public required bool WasStarted { get; init; }
    }

    /// <summary>
    /// Answer the last committed turn once more: its reply was cancelled before any of it was heard, by speech that came to
    /// nothing. The turn is in the context already.
    /// </summary>
    public sealed record AnswerAgain : UserTurnEffect;

    /// <summary>Type only; no words.</summary>
    public sealed override string ToString() => GetType().Name;
}
