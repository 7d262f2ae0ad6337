using VoiceAgent.Frames;

namespace VoiceAgent.Turns;

/// <summary>
/// What must hold in every conversation: never two voices, every turn answered or dropped by name, no word lost or answered twice,
/// no timer left behind. Keeps the first failure.
/// </summary>
internal sealed class TurnInvariants(UserTurnOptions options)
{
    private readonly HashSet<int> _live = [];
    private readonly HashSet<int> _solicited = [];
    private readonly HashSet<string> _heard = new(StringComparer.Ordinal);
    private readonly HashSet<string> _final = new(StringComparer.Ordinal);
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private readonly HashSet<string> _committedFinal = new(StringComparer.Ordinal);
    private int _owedFinals;
    private int _playing;
    private bool _isOpen;
    private bool _isUnanswered;

    public string? Failure { get; private set; }

    public bool IsPlaying => _playing != 0;

    public bool IsLive(int reply) => _live.Contains(reply);

    public void ReplyBegins(int reply)
    {
        Require(!_live.Overlaps(_solicited), "two replies at once");
        _live.Add(reply);
        _solicited.Add(reply);
        _isUnanswered = false;
    }

    public void AnnouncementBegins(int reply) => _live.Add(reply);

    public void PlaybackBegins(int reply) => _playing = reply;

    public void ReplyEnds(int reply)
    {
        _live.Remove(reply);
        _playing = _playing == reply ? 0 : _playing;
    }

    /// <summary>Checks one effect, in order.</summary>
    public void Check(UserTurnEffect effect)
    {
        switch (effect)
        {
            case UserTurnEffect.StartTurn:
                Require(!_isOpen, "a turn started within a turn");
                _isOpen = true;
                break;
            case UserTurnEffect.Interrupt:
                _isUnanswered |= _live.Any(reply => _solicited.Contains(reply) && reply != _playing);
                _live.Clear();
                _playing = 0;
                break;
            case UserTurnEffect.CommitTurn commit:
                Commit(commit);
                break;
            case UserTurnEffect.DropTurn drop:
                Require(drop.WasStarted == _isOpen, "a turn was dropped that was not open, or the other way round");
                _isOpen = false;
                _settled.UnionWith(_heard);
                break;
            default:
                Require(_isUnanswered, "a turn was answered again without need");
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
        switch (turnEvent)
        {
            case UserTurnEvent.InterimTranscript interim:
                _heard.UnionWith(Words(interim.Text));
                break;
            case UserTurnEvent.FinalTranscript final when !before.HasEnded:
                _owedFinals = Math.Max(0, _owedFinals - 1);
                Account(final, effects);
                break;
            case UserTurnEvent.SpeechStarted when before.Phase == UserTurnPhase.None:
                _owedFinals = 0;
                break;
            case UserTurnEvent.SpeechStopped when before.IsSpeaking:
                _owedFinals++;
                break;
            default:
                break;
        }

        Require(
            _owedFinals == 0
                || !effects.Any(effect => effect is UserTurnEffect.DropTurn { Reason: TurnDropReason.NothingSaid }),
            "speech was taken for a noise before the recogniser had its say"
        );
        Require(!before.HasEnded || effects.Count == 0, "something happened after the end");
        Require(after.Phase == UserTurnPhase.Open == _isOpen, "phase and effects disagree");
        Require(after.Due is null || after.Due > turnEvent.At, "a deadline lies in the past");
        Require(after.Phase != UserTurnPhase.None || after.Due is null, "a deadline without a turn");
        var waitsForBot = after.BotSpeaking && options.Interruption != InterruptionMode.Allowed;
        var isHeldSpeech = after is { Phase: UserTurnPhase.Held, IsSpeaking: true, BotSpeaking: true };
        Require(
            after.Phase == UserTurnPhase.None || after.Due is not null || waitsForBot || isHeldSpeech,
            "a turn waits for nothing"
        );
        Require(after.Phase != UserTurnPhase.Held || after.BotSpeaking, "speech is held without a reason");
        Require(
            options.Interruption != InterruptionMode.Allowed || !_isOpen || !IsPlaying,
            "two voices: the bot speaks in the user's turn"
        );
    }

    /// <summary>Checks what is left when nothing moves any more.</summary>
    public void CheckQuiescence(UserTurnState state)
    {
        Require(state.Phase == UserTurnPhase.None, "a turn never ended");
        Require(state.HasEnded || !_isUnanswered, "a turn was never answered");
        Require(state.HasEnded || _final.IsSubsetOf(_settled), "words were lost");
    }

    private void Commit(UserTurnEffect.CommitTurn commit)
    {
        Require(commit.Typed || _isOpen, "a turn was committed that was not open");
        Require(!IsPlaying, "a turn was committed while the bot speaks");
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

    private static string[] Words(string text) => text.Split([' ', '.'], StringSplitOptions.RemoveEmptyEntries);

    private void Require(bool condition, string failure) => Failure ??= condition ? null : failure;
}
