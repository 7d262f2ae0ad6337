using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>Derives the state a client shows from the facts that pass by.</summary>
internal sealed class SessionStateTracker
{
    private SessionState _state = SessionState.Listening;
    private bool _botSpeaks;
    private bool _isReplying;
    private bool _hasNewTurn;
    private bool _isCutOff;

    /// <summary>Everything that was being said or made was cut off.</summary>
    public void CutOff() => _isCutOff = true;

    /// <summary>Looks again a moment after: when nothing took the place of a reply that was cut off, nobody is thinking any more.</summary>
    /// <returns>The new state, or null when it did not change.</returns>
    public SessionState? Settle()
    {
        if (!_isCutOff || _state != SessionState.Thinking)
        {
            return null;
        }

        _isCutOff = _isReplying = false;
        _state = Idle;
        return _state;
    }

    /// <summary>Takes the next fact.</summary>
    /// <returns>The new state, or null when it did not change.</returns>
    public SessionState? On(Frame frame)
    {
        _botSpeaks = frame is BotStartedSpeakingFrame || (_botSpeaks && frame is not BotStoppedSpeakingFrame);
        _hasNewTurn = frame is UserTurnFrame || (_hasNewTurn && frame is not BotStartedSpeakingFrame);
        _isReplying = frame switch
        {
            UserTurnFrame or LlmRunFrame or LlmResponseStartFrame => true,
            BotReplyEndedFrame => false,
            // The turn that cut the bot off may have overtaken this fact.
            BotStoppedSpeakingFrame { Interrupted: true } => _hasNewTurn,
            _ => _isReplying,
        };
        _isCutOff = _isCutOff && frame is not (UserTurnFrame or LlmRunFrame or LlmResponseStartFrame);
        SessionState? next = frame switch
        {
            UserStartedSpeakingFrame or PauseOutputFrame { Duck: false } => SessionState.UserSpeaking,
            BotStartedSpeakingFrame => SessionState.Speaking,
            BotStoppedSpeakingFrame
            or BotReplyEndedFrame
            or LlmResponseStartFrame when _state == SessionState.UserSpeaking => null,
            // The end of speech alone says nothing yet: its turn, taken or dropped, follows at once.
            UserTurnFrame
            or UserTurnDroppedFrame
            or LlmRunFrame
            or LlmResponseStartFrame
            or BotStoppedSpeakingFrame
            or BotReplyEndedFrame => Idle,
            _ => null,
        };
        if (next is null || next == _state)
        {
            return null;
        }

        _state = next.Value;
        return next;
    }

    private SessionState Idle =>
        _botSpeaks ? SessionState.Speaking
        : _isReplying ? SessionState.Thinking
        : SessionState.Listening;
}
