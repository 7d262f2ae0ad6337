using VoiceAgent.Frames;
using VoiceAgent.Text;
using static VoiceAgent.Turns.UserTurnEffect;
using static VoiceAgent.Turns.UserTurnEvent;

namespace VoiceAgent.Turns;

/// <summary>
/// Decides when the user's turn begins, when it is over and when it interrupts the bot: a pure function of what happened.
/// </summary>
/// <remarks>
/// <para>Thread-safe: it keeps nothing but its options. Whoever calls it keeps the state, carries out the effects in order and
/// sends <see cref="TimeElapsed"/> at <see cref="UserTurnState.Due"/>. An early or late one does no harm.</para>
/// <para>Each event is handled in two steps: what it changes is noted, starting a turn if it has to; then one place decides
/// whether the open turn is over. Deadlines are computed from the state, so there is no timer to forget.</para>
/// <para>A final text that comes after its turn was settled is never thrown away, with one exception. It starts a turn of its own,
/// cancelling the reply under way, because an answer to half a question is worse than a late one. The exception is the final of a
/// turn that was settled by its interim text, if it comes before the user speaks again, begins alike and holds no more: the
/// same words would be answered twice.</para>
/// </remarks>
/// <param name="options">Times and modes; read at every event, so not to be changed while in use.</param>
public sealed class UserTurnReducer(UserTurnOptions options)
{
    // Only a recogniser gone wild gets here: it is some twenty minutes of speech.
    private const int MaxCharacters = 20_000;

    /// <summary>Handles one event.</summary>
    /// <param name="state">The state so far, <see cref="UserTurnState.Initial"/> at first.</param>
    /// <param name="turnEvent">What happened.</param>
    /// <returns>The state from now on, and what to do about it.</returns>
    public (UserTurnState State, IReadOnlyList<UserTurnEffect> Effects) Reduce(
        UserTurnState state,
        UserTurnEvent turnEvent
    )
    {
        if (state.HasEnded)
        {
            return (state, []);
        }

        var effects = new List<UserTurnEffect>();
        var noted = Note(state, turnEvent, effects);
        return (Decide(noted, turnEvent.At, effects), effects);
    }

    private UserTurnState Note(UserTurnState state, UserTurnEvent turnEvent, List<UserTurnEffect> effects) =>
        turnEvent switch
        {
            SpeechStarted => OnSpeechStarted(state, turnEvent.At, effects),
            SpeechStopped => OnSpeechStopped(state, turnEvent.At),
            InterimTranscript interim => OnInterim(state, interim, effects),
            FinalTranscript final => OnFinal(state, final, effects),
            ProviderEndOfTurn => OnProviderEndOfTurn(state, turnEvent.At),
            TextTyped typed => OnTyped(state, typed, effects),
            BotStarted started => OnBotStarted(state, started, effects),
            BotStopped => Open(state with { BotSpeaking = false }, turnEvent.At, effects),
            ReplyEndedSilently => state with { AwaitingReply = false },
            SessionEnded => OnEnded(state, effects),
            _ => state,
        };

    private UserTurnState OnSpeechStarted(UserTurnState state, TimeSpan at, List<UserTurnEffect> effects)
    {
        if (state.IsSpeaking)
        {
            return state;
        }

        // What the recogniser still owes from before can no longer be told from what it hears now.
        var speaking = state.Phase == UserTurnPhase.None ? Begin(state) with { PendingFinals = 0 } : state;
        speaking = speaking with { VadSeen = true, HasVad = true, IsSpeaking = true, ProviderEnded = false };
        return Open(speaking, at, effects);
    }

    private static UserTurnState OnSpeechStopped(UserTurnState state, TimeSpan at) =>
        state.IsSpeaking
            ? state with
            {
                IsSpeaking = false,
                QuietSince = at,
                PendingFinals = state.PendingFinals + 1,
                SettledInterim = "",
            }
            : state;

    private UserTurnState OnInterim(UserTurnState state, InterimTranscript interim, List<UserTurnEffect> effects)
    {
        var text = Words(interim.Text);
        if (state.Phase == UserTurnPhase.None)
        {
            // In silence an interim text is a leftover of what was settled already, unless nobody listens for silence.
            if (text.Length == 0 || (state.VadSeen && !state.IsSpeaking))
            {
                return state;
            }

            state = Begin(state);
        }

        // New words in what is taken for silence: the silence begins later.
        var quietSince = state.IsSpeaking || text == state.Interim ? state.QuietSince : interim.At;
        return Open(state with { Interim = text, QuietSince = quietSince }, interim.At, effects);
    }

    private UserTurnState OnFinal(UserTurnState state, FinalTranscript final, List<UserTurnEffect> effects)
    {
        var text = Words(final.Text);
        var pending = state.PendingFinals;
        state = state with { PendingFinals = Math.Max(0, pending - 1) };
        if (state.Phase == UserTurnPhase.None)
        {
            if ((text.Length == 0 && !final.Rejected) || IsSettled(state, text))
            {
                return state with { SettledInterim = "" };
            }

            // A late final is as old as the silence it was owed for.
            state = Begin(state) with
            {
                HasVad = pending > 0 || state.IsSpeaking,
            };
        }

        state = state with
        {
            Text = state.Text.Length < MaxCharacters ? SpokenText.Join(state.Text, text) : state.Text,
            Interim = "",
            Rejected = state.Rejected || final.Rejected,
            QuietSince = state.HasVad ? state.QuietSince : final.At,
        };
        return Open(state, final.At, effects);
    }

    // The final of a turn settled by its interim text begins as that did, and holds no more.
    private static bool IsSettled(UserTurnState state, string final) =>
        SpokenText.CountWords(final) <= SpokenText.CountWords(state.SettledInterim)
        && SpokenText.BeginAlike(final, state.SettledInterim);

    // Some recognisers write down a noise as a full stop.
    private static string Words(string text) => SpokenText.CountWords(text) > 0 ? text.Trim() : "";

    private static UserTurnState OnProviderEndOfTurn(UserTurnState state, TimeSpan at) =>
        state.Phase == UserTurnPhase.None
            ? state
            : state with
            {
                ProviderEnded = true,
                QuietSince = state.IsSpeaking ? at : state.QuietSince,
            };

    private static UserTurnState OnTyped(UserTurnState state, TextTyped typed, List<UserTurnEffect> effects)
    {
        if (string.IsNullOrWhiteSpace(typed.Text))
        {
            return state;
        }

        effects.Add(new Interrupt());
        if (state.Phase != UserTurnPhase.None)
        {
            state = Close(state, effects, TurnDropReason.Superseded);
            effects.Add(new Interrupt());
        }

        effects.Add(new CommitTurn(typed.Text) { Typed = true });
        return state with { BotSpeaking = false, AwaitingReply = true, OwesReply = false };
    }

    private UserTurnState OnBotStarted(UserTurnState state, BotStarted started, List<UserTurnEffect> effects)
    {
        if (state.Phase == UserTurnPhase.Open && options.Interruption == InterruptionMode.Allowed)
        {
            // The user has the floor.
            effects.Add(new Interrupt());
            return state;
        }

        return state with
        {
            BotSpeaking = true,
            AwaitingReply = state.AwaitingReply && !started.IsReply,
        };
    }

    private static UserTurnState OnEnded(UserTurnState state, List<UserTurnEffect> effects)
    {
        if (state.Phase != UserTurnPhase.None)
        {
            state = Drop(state, effects, TurnDropReason.SessionEnded);
        }

        return state with
        {
            HasEnded = true,
        };
    }

    private static UserTurnState Begin(UserTurnState state) =>
        state with
        {
            Phase = UserTurnPhase.Held,
            HasVad = state.IsSpeaking,
        };

    /// <summary>Starts the turn that is held, as soon as nothing holds it any more.</summary>
    private UserTurnState Open(UserTurnState state, TimeSpan at, List<UserTurnEffect> effects)
    {
        if (state.Phase != UserTurnPhase.Held || (state.BotSpeaking && !MayInterrupt(state)))
        {
            return state;
        }

        effects.Add(new StartTurn());
        state = state with { Phase = UserTurnPhase.Open, StartedAt = at };

        // A reply that cannot be heard yet would answer half of what the user says: it goes whatever the mode.
        if (options.Interruption != InterruptionMode.Allowed && !state.AwaitingReply)
        {
            return state;
        }

        effects.Add(new Interrupt());
        return state with { BotSpeaking = false, AwaitingReply = false, OwesReply = state.AwaitingReply };
    }

    private bool MayInterrupt(UserTurnState state) =>
        options.Interruption == InterruptionMode.Allowed
        && (
            options.MinInterruptionWords == 0
            || SpokenText.CountWords(SpokenText.Join(state.Text, state.Interim)) >= options.MinInterruptionWords
        );

    private UserTurnState Decide(UserTurnState state, TimeSpan now, List<UserTurnEffect> effects)
    {
        var due = DueOf(state);
        if (due <= now)
        {
            due = null;
            if (!MustWaitForBot(state))
            {
                state = Close(state, effects, TurnDropReason.NothingSaid);
            }
        }

        return state.Due == due ? state : state with { Due = due };
    }

    private TimeSpan? DueOf(UserTurnState state)
    {
        if (state.Phase == UserTurnPhase.None)
        {
            return null;
        }

        TimeSpan? over = state.IsSpeaking && !state.ProviderEnded ? null : state.QuietSince + PatienceFor(state);
        TimeSpan? latest = state.Phase == UserTurnPhase.Open ? state.StartedAt + options.MaxTurn : null;
        return over is null || latest < over ? latest : over;
    }

    /// <summary>How much silence ends the turn as it stands.</summary>
    private TimeSpan PatienceFor(UserTurnState state)
    {
        var isEmpty = state.Text.Length == 0;
        if (state.ProviderEnded && state.Interim.Length == 0 && (!isEmpty || state.Rejected))
        {
            return TimeSpan.Zero;
        }

        if (state.PendingFinals > 0 || state.Interim.Length > 0)
        {
            return options.FinalTimeout;
        }

        if (isEmpty)
        {
            return state.Rejected ? options.SpeechTimeout : TimeSpan.Zero;
        }

        return TranscriptEnding.Classify(state.Text) switch
        {
            TranscriptCompleteness.Finished => options.FinishedTimeout,
            TranscriptCompleteness.Unfinished => options.UnfinishedTimeout,
            _ => options.SpeechTimeout,
        };
    }

    /// <summary>True when the turn is over and worth an answer, but the bot is to finish first.</summary>
    private bool MustWaitForBot(UserTurnState state) =>
        state.BotSpeaking
        && HasContent(state)
        && (state.Phase == UserTurnPhase.Open || options.Interruption == InterruptionMode.Queued);

    private static bool HasContent(UserTurnState state) =>
        state.Text.Length > 0 || state.Interim.Length > 0 || state.Rejected;

    /// <summary>Commits the turn if there is something to answer, else drops it.</summary>
    private static UserTurnState Close(UserTurnState state, List<UserTurnEffect> effects, TurnDropReason emptyReason)
    {
        if (state.Phase == UserTurnPhase.Held && HasContent(state))
        {
            return Drop(state, effects, TurnDropReason.BotSpeaking);
        }

        if (!HasContent(state))
        {
            var isUntold = emptyReason == TurnDropReason.NothingSaid && state.PendingFinals > 0;
            return Drop(state, effects, isUntold ? TurnDropReason.NoTranscript : emptyReason);
        }

        var text = SpokenText.Join(state.Text, state.Interim);
        effects.Add(new CommitTurn(text) { Rejected = text.Length == 0 });
        return Forget(state) with { AwaitingReply = true, OwesReply = false };
    }

    private static UserTurnState Drop(UserTurnState state, List<UserTurnEffect> effects, TurnDropReason reason)
    {
        effects.Add(new DropTurn(reason) { WasStarted = state.Phase == UserTurnPhase.Open });
        var answersAgain = state.OwesReply && reason is not (TurnDropReason.Superseded or TurnDropReason.SessionEnded);
        if (answersAgain)
        {
            effects.Add(new AnswerAgain());
        }

        return Forget(state) with
        {
            AwaitingReply = state.AwaitingReply || answersAgain,
            OwesReply = false,
        };
    }

    private static UserTurnState Forget(UserTurnState state) =>
        state with
        {
            Phase = UserTurnPhase.None,
            HasVad = false,
            ProviderEnded = false,
            Rejected = false,
            SettledInterim = state.IsSpeaking ? "" : state.Interim,
            Text = "",
            Interim = "",
            Due = null,
        };
}
