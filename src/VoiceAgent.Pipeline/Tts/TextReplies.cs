using VoiceAgent.Frames;

namespace VoiceAgent.Tts;

/// <summary>Knows whether the reply to the present turn is to be spoken, from the frames that pass.</summary>
internal sealed class TextReplies
{
    private bool _isNextText;

    /// <summary>True when it is shown only.</summary>
    public bool IsText { get; private set; }

    /// <summary>Takes the next frame.</summary>
    public void On(Frame frame)
    {
        if (frame is UserTurnFrame)
        {
            (IsText, _isNextText) = (_isNextText, false);
        }

        _isNextText |= frame is TextReplyFrame;
    }
}
