namespace VoiceAgent.Turns;

/// <summary>When a turn is over: how much silence ends it, by its text, the turn model's word and the speaker's own pauses. Pure.</summary>
internal sealed class TurnPatience(UserTurnOptions options, TurnGate gate)
{
    // A new pause counts this much against the ones before it.
    private const double Weight = 0.3;

    // The timeout leaves room for a pause half as long again as usual.
    private const double Room = 1.5;

    /// <summary>When the turn is over if nothing happens before; null while it waits for no time.</summary>
    public TimeSpan? DueOf(UserTurnState state, TimeSpan now)
    {
        if (state.Phase == UserTurnPhase.None)
        {
            return null;
        }

        var over = OverOf(state, now);
        TimeSpan? latest =
            state.Phase == UserTurnPhase.Open || !state.BotSpeaking ? state.StartedAt + options.MaxTurn
            : state.IsPaused ? state.PausedAt + options.MaxTurn
            : null;
        return over is null || latest < over ? latest : over;
    }

    /// <summary>True when the turn model should be asked: the user is silent, and the text is all there.</summary>
    public static bool MustAsk(UserTurnState state) =>
        state is { Phase: UserTurnPhase.Open, IsSpeaking: false, ProviderEnded: false, PendingFinals: 0, AskedAt: null }
        && state.Interim.Length == 0
        && state.Text.Length > 0;

    /// <summary>What the turn model's answer means.</summary>
    public TurnVerdict Judge(double? complete) =>
        complete is not { } probability ? TurnVerdict.Unknown
        : probability >= options.TurnModelThreshold ? TurnVerdict.Complete
        : TurnVerdict.Incomplete;

    /// <summary>Learns from speech that goes on after a pause, in the turn or so soon that it should have been in it.</summary>
    public UserTurnState Resumed(UserTurnState state, TimeSpan at)
    {
        var pause = at - state.QuietSince;
        var isSameTurn = state.Phase == UserTurnPhase.Open && state.HasVad;
        var isCutShort =
            state is { Phase: UserTurnPhase.None, AwaitingReply: true } && pause < options.SpeechTimeout * 2;
        if (!options.AdaptToPauses || state.QuietSince == TimeSpan.Zero || !(isSameTurn || isCutShort))
        {
            return state;
        }

        var usual = state.UsualPause ?? options.SpeechTimeout / Room;
        return state with { UsualPause = usual + ((pause - usual) * Weight) };
    }

    private TimeSpan? OverOf(UserTurnState state, TimeSpan now)
    {
        if (state.IsSpeaking && !state.ProviderEnded)
        {
            // A recogniser that tells words as they are spoken and tells none hears a noise.
            return state is { IsPaused: true, InterimSeen: true } && gate.IsContested(state)
                ? state.PausedAt + options.FalseInterruptionTimeout
                : null;
        }

        if (state is { AskedAt: { } asked, Verdict: TurnVerdict.None } && now < asked + options.TurnModelDeadline)
        {
            return asked + options.TurnModelDeadline;
        }

        return state.QuietSince + SilenceFor(state);
    }

    /// <summary>How much silence ends the turn as it stands.</summary>
    private TimeSpan SilenceFor(UserTurnState state)
    {
        var isEmpty = state.Text.Length == 0;
        if (state.ProviderEnded && state.Interim.Length == 0 && (!isEmpty || state.Rejected))
        {
            return TimeSpan.Zero;
        }

        if (state.PendingFinals > 0 || state.Interim.Length > 0)
        {
            return state.IsPaused && gate.IsContested(state) ? options.FalseInterruptionTimeout : options.FinalTimeout;
        }

        if (isEmpty)
        {
            return state.Rejected ? options.SpeechTimeout : TimeSpan.Zero;
        }

        return TranscriptEnding.Classify(state.Text) switch
        {
            TranscriptCompleteness.Unfinished => options.UnfinishedTimeout,
            _ when state.Verdict == TurnVerdict.Incomplete => options.UnfinishedTimeout,
            _ when state.Verdict == TurnVerdict.Complete => options.FinishedTimeout,
            TranscriptCompleteness.Finished => options.FinishedTimeout,
            _ => SpeechTimeoutFor(state),
        };
    }

    private TimeSpan SpeechTimeoutFor(UserTurnState state)
    {
        var timeout = options.SpeechTimeout;
        return state.UsualPause is { } pause
            ? TimeSpan.FromTicks(Math.Clamp((long)(pause.Ticks * Room), timeout.Ticks * 2 / 3, timeout.Ticks * 2))
            : timeout;
    }
}
