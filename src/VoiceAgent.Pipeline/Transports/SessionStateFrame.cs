using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>Who is busy, as a client shows it.</summary>
public enum SessionState
{
    /// <summary>The agent listens; nobody speaks.</summary>
    Listening,

    /// <summary>The user speaks.</summary>
    UserSpeaking,

    /// <summary>The user has finished and nothing is spoken yet.</summary>
    Thinking,

    /// <summary>The agent speaks.</summary>
    Speaking,
}

/// <summary>Tells the client who is busy.</summary>
/// <param name="State">The state from now on.</param>
public sealed record SessionStateFrame(SessionState State) : SystemFrame;
