using VoiceAgent.Text;

namespace VoiceAgent.Turns;

/// <summary>What speech may do: begin a turn, hold the bot's voice, interrupt the bot. Pure questions about a state.</summary>
internal sealed class TurnGate(UserTurnOptions options)
{
    private readonly TurnPhrases _phrases = new(options);

    /// <summary>True when the bot is paused at the first sound, so that nothing needs to be cut off before a word is heard.</summary>
    private bool WaitsForWords => options is { Onset: InterruptionOnset.Pause, MinInterruptionWords: 0 };

    /// <summary>True when this kind of event may begin a turn at all.</summary>
    public bool Starts(TurnStarts source) => options.Starts.HasFlag(source);

    /// <summary>True while the user's voice is not listened to.</summary>
    public bool IsMuted(UserTurnState state) =>
        Mutes(MuteTimes.UntilFirstBotTurnEnds, !state.HasBotSpoken)
        || Mutes(MuteTimes.FirstBotSpeech, state.BotSpeaking && !state.HasBotSpoken)
        || Mutes(MuteTimes.WhileToolRuns, state.Tools > 0)
        || Mutes(MuteTimes.WhileBotSpeaks, state.BotSpeaking);

    /// <summary>True when speech that begins now counts only with a wake phrase.</summary>
    public bool IsAsleep(UserTurnState state, TimeSpan now) =>
        _phrases.HasWake && !state.BotSpeaking && !state.AwaitingReply && now >= state.AwakeUntil;

    /// <summary>True when held speech becomes a turn.</summary>
    public bool MayOpen(UserTurnState state)
    {
        if (state.NeedsWake)
        {
            return _phrases.HoldsWake(state.Said);
        }

        if (!state.BotSpeaking)
        {
            // "Mhm" is no reason to think the answer over.
            return !(state.AwaitingReply && _phrases.IsBackchannel(state.Said));
        }

        return !state.BotProtected
            && (
                _phrases.IsInterrupting(state.Said)
                || (options.Interruption == InterruptionMode.Allowed && HasWordsEnough(state))
            );
    }

    /// <summary>True when the bot's voice is to be held until it is known whether this speech interrupts it.</summary>
    public bool MustPause(UserTurnState state) =>
        options is { Interruption: InterruptionMode.Allowed, MinInterruptionWords: 0 }
        && (
            WaitsForWords
            || (options.Onset == InterruptionOnset.Duck && state is { BotSpeaking: true, Phase: UserTurnPhase.Held })
        )
        && (state.IsSpeaking || state.ProviderStarted)
        && state is { IsPaused: false, HasInterrupted: false, NeedsWake: false, BotProtected: false }
        && !HasWords(state);

    /// <summary>True when an open turn, which has not done so yet, interrupts the bot.</summary>
    public bool MustInterrupt(UserTurnState state)
    {
        if (options.Interruption != InterruptionMode.Allowed)
        {
            // A reply that cannot be heard yet would answer half of what the user says: it goes whatever the mode.
            return state.BotSpeaking ? _phrases.IsInterrupting(state.Said) : state.AwaitingReply;
        }

        return HasWords(state) || !(WaitsForWords || _phrases.IsBackchannel(state.Said));
    }

    /// <summary>True when the bot cannot be heard because the user may be about to interrupt it, or has.</summary>
    public bool IsSilent(UserTurnState state) => state.IsPaused && options.Onset == InterruptionOnset.Pause;

    /// <summary>True when the bot has something to say that this speech has not interrupted, and could.</summary>
    public bool IsContested(UserTurnState state) =>
        options.Interruption == InterruptionMode.Allowed
        && !state.HasInterrupted
        && (state.BotSpeaking || state.AwaitingReply)
        && !HasWords(state);

    /// <summary>True when more was said than "mhm".</summary>
    public bool HasWords(UserTurnState state) =>
        (state.Text.Length > 0 || state.Interim.Length > 0) && !_phrases.IsBackchannel(state.Said);

    /// <summary>What is to be answered.</summary>
    public string Answerable(UserTurnState state) => state.NeedsWake ? _phrases.BehindWake(state.Said) : state.Said;

    private bool Mutes(MuteTimes time, bool isNow) => isNow && options.Mute.HasFlag(time);

    /// <summary>True when there are words enough to interrupt; none are needed where the first sound does.</summary>
    private bool HasWordsEnough(UserTurnState state)
    {
        if (options is { MinInterruptionWords: 0, Onset: InterruptionOnset.Cut } && state.Said.Length == 0)
        {
            return true;
        }

        return HasWords(state) && SpokenText.CountWords(state.Said) >= Math.Max(1, options.MinInterruptionWords);
    }
}
