using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>Why a conversation ends, gathered from what passes, and whether the client knows already.</summary>
internal sealed class Farewell
{
    /// <summary>A short word.</summary>
    public string Reason { get; private set; } = "end";

    /// <summary>True when the client was told why, or has said so itself by breaking a rule.</summary>
    public bool IsTold { get; private set; }

    /// <summary>Notes what the session writes.</summary>
    /// <returns>True for what is kept for the goodbye, which is the last that is sent.</returns>
    public bool Keeps(Frame message)
    {
        switch (message)
        {
            case EndFrame end:
                Reason = end.Reason;
                return true;
            case CancelFrame cancel:
                Reason = cancel.Reason;
                return true;
            case ErrorFrame { IsFatal: true } error:
                Tell(error.Code);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Notes what the client says.</summary>
    public void Hear(in MediaInput said) => Reason = said.Message is EndFrame end ? end.Reason : Reason;

    /// <summary>Notes that the client was told.</summary>
    public void Tell(string reason) => (Reason, IsTold) = (reason, true);
}
