using VoiceAgent.Text;
using static VoiceAgent.Turns.UserTurnEvent;

namespace VoiceAgent.Turns;

/// <summary>Writes down what an event changes, before anything is decided: who speaks, what was heard, what is still owed. Pure.</summary>
internal sealed class TurnNotes(UserTurnOptions options, TurnGate gate, TurnPatience patience)
{
    // Only a recogniser gone wild gets here: it is some twenty minutes of speech.
    private const int MaxCharacters = 20_000;

    /// <summary>Takes an event that has no effect by itself.</summary>
    public UserTurnState Take(UserTurnState state, UserTurnEvent turnEvent) =>
        turnEvent switch
        {
            SpeechStarted => OnSpeechStarted(state, turnEvent.At),
            SpeechStopped => OnSpeechStopped(state, turnEvent.At),
            InterimTranscript interim => OnInterim(state, interim),
            FinalTranscript final => OnFinal(state, final),
            ProviderStartOfTurn => OnProviderStartOfTurn(state, turnEvent.At),
            ProviderEndOfTurn => OnProviderEndOfTurn(state, turnEvent.At),
            TurnJudged judged => OnJudged(state, judged),
            BotStopped => OnBotSilent(state, turnEvent.At) with { BotSpeaking = false, BotProtected = false },
            ReplyEndedSilently => OnBotSilent(state, turnEvent.At) with { AwaitingReply = false },
            ToolStarted => state with { Tools = state.Tools + 1 },
            ToolEnded => state with { Tools = Math.Max(0, state.Tools - 1) },
            _ => state,
        };

    private UserTurnState OnSpeechStarted(UserTurnState state, TimeSpan at)
    {
        if (state.IsSpeaking)
        {
            return state;
        }

        var speaking = patience.Resumed(state, at) with { IsSpeaking = true, VadSeen = true };
        if (state.Phase == UserTurnPhase.None)
        {
            if (gate.IsMuted(state))
            {
                return speaking with { IsMutedSpeech = true };
            }

            // What the recogniser still owes from before can no longer be told from what it hears now.
            speaking = speaking with
            {
                PendingFinals = 0,
                MutedFinals = 0,
            };
            if (!gate.Starts(TurnStarts.Voice))
            {
                return speaking;
            }

            speaking = Begin(speaking, at);
        }

        return speaking with
        {
            HasVad = true,
            ProviderEnded = false,
            ProviderStarted = false,
            PendingFinals = speaking.PendingFinals - (speaking.ProviderStarted ? 1 : 0),
            AskedAt = null,
        };
    }

    private static UserTurnState OnSpeechStopped(UserTurnState state, TimeSpan at)
    {
        if (!state.IsSpeaking)
        {
            return state;
        }

        var isMuted = state.IsMutedSpeech;
        return state with
        {
            IsSpeaking = false,
            IsMutedSpeech = false,
            QuietSince = at,
            PendingFinals = state.PendingFinals + (isMuted ? 0 : 1),
            MutedFinals = state.MutedFinals + (isMuted ? 1 : 0),
            SettledInterim = "",
        };
    }

    private UserTurnState OnInterim(UserTurnState state, InterimTranscript interim)
    {
        var text = Words(interim.Text);
        state = state with { InterimSeen = true };
        if (state.Phase == UserTurnPhase.None)
        {
            // In silence an interim text is a leftover of what was settled already, unless nobody listens for silence.
            if (text.Length == 0 || !MayBeginWith(state.IsSpeaking) || (state.VadSeen && !state.IsSpeaking))
            {
                return state;
            }

            if (IsMuted(state))
            {
                return state.VadSeen ? state : state with { MutedFinals = 1 };
            }

            state = Begin(state, interim.At);
        }

        // New words in what is taken for silence: the silence begins later.
        var isNew = text != state.Interim;
        return state with
        {
            Interim = text,
            QuietSince = isNew && !state.IsSpeaking ? interim.At : state.QuietSince,
            AskedAt = isNew ? null : state.AskedAt,
        };
    }

    private UserTurnState OnFinal(UserTurnState state, FinalTranscript final)
    {
        var text = Words(final.Text);
        var pending = state.PendingFinals;
        var isMuted = IsMuted(state);
        state = state with
        {
            PendingFinals = Math.Max(0, pending - 1),
            MutedFinals = Math.Max(0, state.MutedFinals - (pending == 0 ? 1 : 0)),
            ProviderStarted = false,
        };
        if (state.Phase == UserTurnPhase.None)
        {
            var isNothing = text.Length == 0 && !final.Rejected;
            if (isNothing || isMuted || !MayBeginWith(pending > 0) || IsSettled(state, text))
            {
                return state with { SettledInterim = "" };
            }

            // A late final is as old as the silence it was owed for.
            state = Begin(state, final.At) with
            {
                HasVad = pending > 0 || state.IsSpeaking,
            };
        }

        return state with
        {
            Text = state.Text.Length < MaxCharacters ? SpokenText.Join(state.Text, text) : state.Text,
            Interim = "",
            Rejected = state.Rejected || final.Rejected,
            QuietSince = state.HasVad ? state.QuietSince : final.At,
            AskedAt = text.Length > 0 ? null : state.AskedAt,
        };
    }

    /// <summary>True when what the recogniser tells now was said while the user was muted.</summary>
    private bool IsMuted(UserTurnState state) =>
        state.IsMutedSpeech || (state.MutedFinals > 0 && state.PendingFinals == 0) || gate.IsMuted(state);

    /// <summary>True when words may begin a turn, or belong to a voice that may.</summary>
    private bool MayBeginWith(bool hasVoice) =>
        gate.Starts(TurnStarts.Words) || (hasVoice && gate.Starts(TurnStarts.Voice));

    // The final of a turn settled by its interim text begins as that did, and holds no more.
    private static bool IsSettled(UserTurnState state, string final) =>
        SpokenText.CountWords(final) <= SpokenText.CountWords(state.SettledInterim)
        && SpokenText.BeginAlike(final, state.SettledInterim);

    // Some recognisers write down a noise as a full stop.
    private static string Words(string text) => SpokenText.CountWords(text) > 0 ? text.Trim() : "";

    private UserTurnState OnProviderStartOfTurn(UserTurnState state, TimeSpan at) =>
        state.Phase != UserTurnPhase.None || !gate.Starts(TurnStarts.Provider) || IsMuted(state)
            ? state
            : Begin(state, at) with
            {
                ProviderStarted = !state.IsSpeaking,
                PendingFinals = state.IsSpeaking ? 0 : 1,
                QuietSince = at,
            };

    private static UserTurnState OnProviderEndOfTurn(UserTurnState state, TimeSpan at) =>
        state.Phase == UserTurnPhase.None
            ? state
            : state with
            {
                ProviderEnded = true,
                QuietSince = state.IsSpeaking ? at : state.QuietSince,
            };

    private UserTurnState OnJudged(UserTurnState state, TurnJudged judged) =>
        state.AskedAt is null || judged.Question != state.Question
            ? state
            : state with
            {
                Verdict = patience.Judge(judged.Complete),
            };

    /// <summary>The bot's turn is over: from now on nobody is talking.</summary>
    private UserTurnState OnBotSilent(UserTurnState state, TimeSpan at) =>
        state with
        {
            HasBotSpoken = true,
            AwakeUntil = at + options.WakeTime,
        };

    private UserTurnState Begin(UserTurnState state, TimeSpan at) =>
        state with
        {
            Phase = UserTurnPhase.Held,
            StartedAt = at,
            HasVad = state.IsSpeaking,
            NeedsWake = gate.IsAsleep(state, at),
        };
}
