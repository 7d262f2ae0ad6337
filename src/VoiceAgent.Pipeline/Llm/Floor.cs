using VoiceAgent.Frames;

namespace VoiceAgent.Llm;

/// <summary>Knows from the frames that pass whether the bot may begin to speak by itself.</summary>
internal sealed class Floor
{
    private bool _userSpeaks;
    private bool _botSpeaks;
    private bool _replies;

    /// <summary>True when nobody speaks and no reply is on its way.</summary>
    public bool IsFree => !_userSpeaks && !_botSpeaks && !_replies;

    /// <summary>A reply was begun.</summary>
    public void Begin() => _replies = true;

    /// <summary>What was being said or made is cut off.</summary>
    public void Interrupt() => _replies = false;

    /// <summary>Takes the next frame.</summary>
    public void On(Frame frame)
    {
        // The end of speech is no end of the turn: its text follows.
        _userSpeaks =
            frame is UserStartedSpeakingFrame || (_userSpeaks && frame is not (UserTurnFrame or UserTurnDroppedFrame));
        _botSpeaks = frame is BotStartedSpeakingFrame || (_botSpeaks && frame is not BotStoppedSpeakingFrame);
        _replies = _replies && frame is not BotReplyEndedFrame;
    }
}
