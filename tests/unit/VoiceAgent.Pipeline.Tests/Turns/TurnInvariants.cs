using VoiceAgent.Frames;

namespace VoiceAgent.Turns;

/// <summary>
/// What must hold in every conversation: never two voices, "speaking" implies sound, every turn answered or dropped by name, no word lost
/// or answered twice, every pause followed by one resume, muted speech never a turn, uninterruptible speech never held or cut, no timer
/// and no tool left behind. Keeps the first failure.
/// </summary>
internal sealed class TurnInvariants(UserTurnOptions options)
{
    private readonly HashSet<int> _live = [];
    private readonly HashSet<int> _solicited = [];
    private readonly HashSet<int> _protected = [];
    private readonly HashSet<string> _heard = new(StringComparer.Ordinal);
    private readonly HashSet<string> _final = new(StringComparer.Ordinal);
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private readonly HashSet<string> _committedFinal = new(StringComparer.Ordinal);
    private int _owedFinals;
    private int _tools;
    private bool _isOpen;
    private bool _isHeld;
    private bool _isUnanswered;

    public string? Failure { get; private set; }

    /// <summary>The reply whose sound leaves, or is held; 0 for none.</summary>
    public int Playing { get; private set; }

    public bool IsPlaying => Playing != 0;

    private bool IsAudible => IsPlaying && !(_isHeld && options.Onset == InterruptionOnset.Pause);

    private bool IsProtectedPlaying => _protected.Contains(Playing);

    public static bool IsUnique(string word) => word.Length > 1 && word[0] == 'w' && char.IsDigit(word[1]);

    public bool IsLive(int reply) => _live.Contains(reply);

    public bool IsProtected(int reply) => _protected.Contains(reply);

    public void ReplyBegins(int reply)
    {
        Require(!_live.Overlaps(_solicited), "two replies at once");
        _live.Add(reply);
        _solicited.Add(reply);
        _isUnanswered = false;
    }

    public void AnnouncementBegins(int reply, bool isProtected)
    {
        _live.Add(reply);
        if (isProtected)
        {
            _protected.Add(reply);
        }
    }

    public void PlaybackBegins(int reply)
    {
        Require(!_isHeld || options.Onset != InterruptionOnset.Pause, "the bot speaks although it is held");
        Playing = reply;
    }

    public void ProtectionEnds(int reply) => _protected.Remove(reply);

    public void ReplyEnds(int reply)
    {
        _live.Remove(reply);
        Playing = Playing == reply ? 0 : Playing;
    }

    /// <summary>Checks one effect, in order.</summary>
    public void Check(UserTurnEffect effect, UserTurnEvent cause)
    {
        switch (effect)
        {
            case UserTurnEffect.StartTurn:
                Require(!_isOpen, "a turn started within a turn");
                _isOpen = true;
                break;
            case UserTurnEffect.PauseBot:
                Require(!_isHeld, "a pause within a pause");
                Require(!IsProtectedPlaying, "uninterruptible speech was paused");
                _isHeld = true;
                break;
            case UserTurnEffect.ResumeBot:
                Require(_isHeld, "a resume without a pause");
                _isHeld = false;
                break;
            case UserTurnEffect.Interrupt:
                Interrupt();
                break;
            case UserTurnEffect.CommitTurn commit:
                Commit(commit, cause);
                break;
            case UserTurnEffect.DropTurn drop:
                Require(drop.WasStarted == _isOpen, "a turn was dropped that was not open, or the other way round");
                _isOpen = false;
                _settled.UnionWith(_heard);
                break;
            case UserTurnEffect.JudgeTurn:
                Require(_isOpen, "the turn model was asked without a turn");
                break;
            default:
                Require(_isUnanswered, $"a turn was answered again without need after {cause}");
                break;
        }
    }

    /// <summary>Checks the step as a whole.</summary>
    public void Check(
        UserTurnEvent turnEvent,
        UserTurnState before,
        UserTurnState after,
        IReadOnlyList<UserTurnEffect> effects
    )
    {
        Note(turnEvent, before, after, effects);
        Require(
            _owedFinals == 0
                || after.InterimSeen
                || !effects.Any(effect => effect is UserTurnEffect.DropTurn { Reason: TurnDropReason.NothingSaid }),
            "speech was taken for a noise before the recogniser had its say"
        );
        Require(!before.HasEnded || effects.Count == 0, "something happened after the end");
        Require(after.Phase == UserTurnPhase.Open == _isOpen, "phase and effects disagree");
        Require(after.IsPaused == _isHeld, "pause and effects disagree");
        Require(!_isHeld || after.Phase != UserTurnPhase.None, "the bot is held without speech");
        Require(after.Due is null || after.Due > turnEvent.At, "a deadline lies in the past");
        Require(after.Phase != UserTurnPhase.None || after.Due is null, "a deadline without a turn");
        var waitsForBot = after.BotSpeaking && (options.Interruption != InterruptionMode.Allowed || after.BotProtected);
        var isHeldSpeech =
            after is { Phase: UserTurnPhase.Held, IsSpeaking: true } && (after.BotSpeaking || after.NeedsWake);
        Require(
            after.Phase == UserTurnPhase.None || after.Due is not null || waitsForBot || isHeldSpeech,
            "a turn waits for nothing"
        );
        Require(
            after.Phase != UserTurnPhase.Held || after.BotSpeaking || after.NeedsWake || after.AwaitingReply,
            "speech is held without a reason"
        );
        CheckVoices(after);
        CheckMuted(turnEvent, before, effects);
    }

    /// <summary>Checks what is left when nothing moves any more.</summary>
    public void CheckQuiescence(UserTurnState state)
    {
        Require(state.Phase == UserTurnPhase.None, "a turn never ended");
        Require(!_isHeld, "a pause was never followed by a resume");
        Require(_tools == 0, "a tool call is an orphan");
        Require(state.HasEnded || _live.Count == 0, "the bot never got to speak");
        Require(state.HasEnded || !_isUnanswered, "a turn was never answered");
        var ignores = options.Mute != MuteTimes.None || options.Starts != TurnStarts.All;
        Require(state.HasEnded || ignores || _final.IsSubsetOf(_settled), "words were lost");
    }

    private void CheckVoices(UserTurnState after)
    {
        if (after.HasEnded)
        {
            return;
        }

        Require(
            options.Interruption != InterruptionMode.Allowed || !_isOpen || !IsAudible || IsProtectedPlaying,
            "two voices: the bot speaks in the user's turn"
        );
        Require(!after.BotSpeaking || IsPlaying, "the bot is said to speak without a sound");
        Require(!IsPlaying || after.BotSpeaking, "the bot speaks and it is not said");
        Require(!(_isHeld && IsProtectedPlaying), "uninterruptible speech is held");
    }

    private void CheckMuted(UserTurnEvent turnEvent, UserTurnState before, IReadOnlyList<UserTurnEffect> effects)
    {
        var isVoice =
            turnEvent
            is UserTurnEvent.SpeechStarted
                or UserTurnEvent.InterimTranscript
                or UserTurnEvent.FinalTranscript
                or UserTurnEvent.ProviderStartOfTurn;
        var isMuted =
            (options.Mute.HasFlag(MuteTimes.UntilFirstBotTurnEnds) && !before.HasBotSpoken)
            || (options.Mute.HasFlag(MuteTimes.FirstBotSpeech) && before.BotSpeaking && !before.HasBotSpoken)
            || (options.Mute.HasFlag(MuteTimes.WhileToolRuns) && _tools > 0)
            || (options.Mute.HasFlag(MuteTimes.WhileBotSpeaks) && before.BotSpeaking);
        Require(
            !isVoice || !(isMuted || before.IsMutedSpeech) || before.Phase != UserTurnPhase.None || effects.Count == 0,
            "muted speech had an effect"
        );
    }

    private void Note(
        UserTurnEvent turnEvent,
        UserTurnState before,
        UserTurnState after,
        IReadOnlyList<UserTurnEffect> effects
    )
    {
        if (before.NeedsWake && effects.Any(effect => effect is UserTurnEffect.CommitTurn))
        {
            // What was said before the wake phrase was not said to the agent.
            _settled.UnionWith(_heard);
        }

        switch (turnEvent)
        {
            case UserTurnEvent.InterimTranscript interim:
                _heard.UnionWith(Words(interim.Text));
                break;
            case UserTurnEvent.FinalTranscript final when !before.HasEnded:
                _owedFinals = Math.Max(0, _owedFinals - 1);
                Account(final, effects);
                if (after.NeedsWake || before.NeedsWake)
                {
                    _settled.UnionWith(Words(final.Text));
                }

                break;
            case UserTurnEvent.SpeechStarted when before.Phase == UserTurnPhase.None:
                _owedFinals = 0;
                break;
            case UserTurnEvent.SpeechStopped when before.IsSpeaking && !before.IsMutedSpeech:
                _owedFinals++;
                break;
            case UserTurnEvent.ToolStarted:
                _tools++;
                break;
            case UserTurnEvent.ToolEnded:
                _tools--;
                break;
            default:
                break;
        }
    }

    private void Interrupt()
    {
        _isUnanswered |= _live.Any(reply => _solicited.Contains(reply) && reply != Playing);
        _live.IntersectWith(_protected);
        Playing = IsProtectedPlaying ? Playing : 0;
    }

    private void Commit(UserTurnEffect.CommitTurn commit, UserTurnEvent cause)
    {
        Require(commit.Typed || _isOpen, "a turn was committed that was not open");
        var isTyped = cause is UserTurnEvent.TextTyped;
        Require(!IsPlaying || (isTyped && IsProtectedPlaying), "a turn was committed while the bot speaks");
        Require(commit.Rejected == (commit.Text.Length == 0), "only a rejected turn is empty");
        _isOpen = commit.Typed && _isOpen;
        foreach (var word in Words(commit.Text))
        {
            Require(_committedFinal.Add(word) || !_final.Contains(word), "words were answered twice");
            _settled.Add(word);
        }
    }

    private void Account(UserTurnEvent.FinalTranscript final, IReadOnlyList<UserTurnEffect> effects)
    {
        var words = Words(final.Text);
        _final.UnionWith(words);
        _heard.UnionWith(words);

        // Committed by interim text only: the final may follow, and be answered if it holds more.
        if (!effects.Any(effect => effect is UserTurnEffect.CommitTurn))
        {
            _committedFinal.ExceptWith(words);
        }

        if (effects.Any(effect => effect is UserTurnEffect.DropTurn))
        {
            _settled.UnionWith(words);
        }
    }

    private static string[] Words(string text) =>
        [.. text.Split([' ', '.'], StringSplitOptions.RemoveEmptyEntries).Where(IsUnique)];

    private void Require(bool condition, string failure) => Failure ??= condition ? null : failure;
}
