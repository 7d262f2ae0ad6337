using VoiceAgent.Frames;
using static VoiceAgent.Turns.UserTurnEffect;
using static VoiceAgent.Turns.UserTurnEvent;

namespace VoiceAgent.Turns;

/// <summary>
/// Decides when the user's turn begins, when it is over and when it interrupts the bot: a pure function of what happened.
/// </summary>
/// <remarks>
/// <para>Thread-safe: it keeps nothing but its options. Whoever calls it keeps the state, carries out the effects in order and
/// sends <see cref="TimeElapsed"/> at <see cref="UserTurnState.Due"/>. An early or late one does no harm.</para>
/// <para>Each event is handled in three steps: what it changes is noted; then the gate says what the speech may do by now (hold the bot's
/// voice, start a turn, interrupt); then one place decides whether the turn is over. Deadlines are computed from the state, so there is no
/// timer to forget.</para>
/// <para>A final text that comes after its turn was settled is never thrown away, with one exception. It starts a turn of its own,
/// cancelling the reply under way, because an answer to half a question is worse than a late one. The exception is the final of a
/// turn that was settled by its interim text, if it comes before the user speaks again, begins alike and holds no more: the
/// same words would be answered twice.</para>
/// </remarks>
public sealed class UserTurnReducer
{
    private readonly UserTurnOptions _options;
    private readonly TurnGate _gate;
    private readonly TurnPatience _patience;
    private readonly TurnNotes _notes;
    private readonly bool _hasTurnModel;

    /// <summary>Makes a reducer.</summary>
    /// <param name="options">Times and modes; read at every event, so not to be changed while in use.</param>
    /// <param name="hasTurnModel">True when <see cref="JudgeTurn"/> is answered.</param>
    public UserTurnReducer(UserTurnOptions options, bool hasTurnModel = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _gate = new TurnGate(options);
        _patience = new TurnPatience(options, _gate);
        _notes = new TurnNotes(options, _gate, _patience);
        _hasTurnModel = hasTurnModel;
    }

    /// <summary>Handles one event.</summary>
    /// <param name="state">The state so far, <see cref="UserTurnState.Initial"/> at first.</param>
    /// <param name="turnEvent">What happened.</param>
    /// <returns>The state from now on, and what to do about it.</returns>
    public (UserTurnState State, IReadOnlyList<UserTurnEffect> Effects) Reduce(
        UserTurnState state,
        UserTurnEvent turnEvent
    )
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(turnEvent);
        if (state.HasEnded)
        {
            return (state, []);
        }

        var effects = new List<UserTurnEffect>();
        state = Note(state, turnEvent, effects);
        state = Advance(state, turnEvent.At, effects);
        return (Decide(state, turnEvent.At, effects), effects);
    }

    private UserTurnState Note(UserTurnState state, UserTurnEvent turnEvent, List<UserTurnEffect> effects) =>
        turnEvent switch
        {
            TextTyped typed => OnTyped(state, typed, effects),
            BotStarted started => OnBotStarted(state, started, effects),
            BotInterruptibility bot => OnBotInterruptibility(state, bot, effects),
            SessionEnded => OnEnded(state, effects),
            _ => _notes.Take(state, turnEvent),
        };

    private UserTurnState OnTyped(UserTurnState state, TextTyped typed, List<UserTurnEffect> effects)
    {
        if (string.IsNullOrWhiteSpace(typed.Text))
        {
            return state;
        }

        effects.Add(new Interrupt());
        if (state.Phase != UserTurnPhase.None)
        {
            state = Close(state with { HasInterrupted = true }, typed.At, effects, TurnDropReason.Superseded);
            effects.Add(new Interrupt());
        }

        effects.Add(new CommitTurn(typed.Text) { Typed = true });
        return state with
        {
            BotSpeaking = state.BotProtected,
            AwaitingReply = true,
            OwesReply = false,
            AwakeUntil = typed.At + _options.WakeTime,
        };
    }

    private UserTurnState OnBotStarted(UserTurnState state, BotStarted started, List<UserTurnEffect> effects)
    {
        if (!state.BotProtected && HasUserTheFloor(state))
        {
            effects.Add(new Interrupt());
            return state with { HasInterrupted = true };
        }

        return state with
        {
            BotSpeaking = true,
            AwaitingReply = state.AwaitingReply && !started.IsReply,
        };
    }

    private UserTurnState OnBotInterruptibility(
        UserTurnState state,
        BotInterruptibility bot,
        List<UserTurnEffect> effects
    )
    {
        if (!bot.IsInterruptible)
        {
            return state with { BotProtected = true, BotSpeaking = true };
        }

        state = state with { BotProtected = false };
        if (!state.BotSpeaking || !HasUserTheFloor(state))
        {
            return state;
        }

        effects.Add(new Interrupt());
        return state with { BotSpeaking = false, HasInterrupted = true };
    }

    /// <summary>True when the bot must not say anything now that could be heard.</summary>
    private bool HasUserTheFloor(UserTurnState state) =>
        state.Phase == UserTurnPhase.Open
        && _options.Interruption == InterruptionMode.Allowed
        && !_gate.IsSilent(state)
        && !_gate.MustPause(state);

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

    /// <summary>Does what the speech may do by now: hold the bot's voice, start the turn, interrupt.</summary>
    private UserTurnState Advance(UserTurnState state, TimeSpan at, List<UserTurnEffect> effects)
    {
        if (state.Phase == UserTurnPhase.None)
        {
            return state;
        }

        if (state is { IsPaused: true, BotProtected: true })
        {
            effects.Add(new ResumeBot());
            state = state with { IsPaused = false };
        }

        if (_gate.MustPause(state))
        {
            effects.Add(new PauseBot());
            state = state with { IsPaused = true, PausedAt = at };
        }

        if (state.Phase == UserTurnPhase.Held && _gate.MayOpen(state))
        {
            effects.Add(new StartTurn());
            state = state with { Phase = UserTurnPhase.Open, StartedAt = at };
        }

        if (state is not { Phase: UserTurnPhase.Open, HasInterrupted: false } || !_gate.MustInterrupt(state))
        {
            return state;
        }

        effects.Add(new Interrupt());
        return state with
        {
            HasInterrupted = true,
            BotSpeaking = state.BotProtected,
            AwaitingReply = false,
            OwesReply = state.AwaitingReply,
        };
    }

    private UserTurnState Decide(UserTurnState state, TimeSpan now, List<UserTurnEffect> effects)
    {
        if (_hasTurnModel && TurnPatience.MustAsk(state))
        {
            state = state with { AskedAt = now, Question = state.Question + 1, Verdict = TurnVerdict.None };
            effects.Add(new JudgeTurn(state.Question, state.Text));
        }

        var due = _patience.DueOf(state, now);
        if (due <= now)
        {
            due = null;
            if (!MustWaitForBot(state))
            {
                state = Close(state, now, effects, TurnDropReason.NothingSaid);
            }
        }

        return state.Due == due ? state : state with { Due = due };
    }

    /// <summary>True when the turn is over and worth an answer, but the bot is to finish first.</summary>
    private bool MustWaitForBot(UserTurnState state) =>
        state.BotSpeaking
        && !_gate.IsSilent(state)
        && state.HasContent
        && (
            state.Phase == UserTurnPhase.Open
            || _options.Interruption == InterruptionMode.Queued
            || (state.BotProtected && _gate.HasWords(state))
        );

    /// <summary>Commits the turn if there is something to answer, else drops it.</summary>
    private UserTurnState Close(
        UserTurnState state,
        TimeSpan now,
        List<UserTurnEffect> effects,
        TurnDropReason emptyReason
    )
    {
        if (!state.HasContent)
        {
            var isUntold = emptyReason == TurnDropReason.NothingSaid && state.PendingFinals > 0;
            return Drop(state, effects, isUntold ? TurnDropReason.NoTranscript : emptyReason);
        }

        if (state.Phase == UserTurnPhase.Held || _gate.IsContested(state))
        {
            return Drop(state, effects, state.NeedsWake ? TurnDropReason.NotAddressed : TurnDropReason.BotSpeaking);
        }

        var text = _gate.Answerable(state);
        Release(state, effects);
        effects.Add(new CommitTurn(text) { Rejected = text.Length == 0 });
        return Forget(state) with { AwaitingReply = true, OwesReply = false, AwakeUntil = now + _options.WakeTime };
    }

    private static UserTurnState Drop(UserTurnState state, List<UserTurnEffect> effects, TurnDropReason reason)
    {
        Release(state, effects);
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

    private static void Release(UserTurnState state, List<UserTurnEffect> effects)
    {
        if (state.IsPaused)
        {
            effects.Add(new ResumeBot());
        }
    }

    private static UserTurnState Forget(UserTurnState state) =>
        state with
        {
            Phase = UserTurnPhase.None,
            HasVad = false,
            ProviderStarted = false,
            ProviderEnded = false,
            Rejected = false,
            IsPaused = false,
            HasInterrupted = false,
            NeedsWake = false,
            AskedAt = null,
            Verdict = TurnVerdict.None,
            SettledInterim = state.IsSpeaking ? "" : state.Interim,
            Text = "",
            Interim = "",
            Due = null,
        };
}
