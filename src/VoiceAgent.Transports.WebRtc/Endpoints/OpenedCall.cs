using VoiceAgent.Audio;
using VoiceAgent.Transports.WebRtc.Media;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>What a handshake has agreed: everything a conversation needs to begin, or to go on.</summary>
/// <param name="Request">Who asks for whom.</param>
/// <param name="Protocol">What the peer's messages mean.</param>
internal sealed record OpenedCall(MediaSessionRequest Request, IRtcMessageProtocol Protocol)
{
    /// <summary>What the conversation listens to.</summary>
    public required AudioFormat Input { get; init; }

    /// <summary>What the conversation speaks.</summary>
    public required AudioFormat Output { get; init; }

    /// <summary>True when the peer is known to be connected, as its messages have shown.</summary>
    public bool IsConnected { get; init; } = true;

    /// <summary>The handshake's last message, when it was an input already.</summary>
    public MediaInput? First { get; init; }

    /// <summary>True when the client wants to be able to come back.</summary>
    public bool IsResumable { get; init; }

    /// <summary>True when a client that closes its connection is not expected back.</summary>
    public bool ClosingIsLeaving { get; init; }

    /// <summary>The conversation the client comes back to, and where it has got to; null for a new one.</summary>
    public (ResumableConnection Connection, ResumePoint Point)? Resumed { get; init; }

    /// <summary>Puts a layer of the protocol's own around the conversation's connection.</summary>
    public Func<IMediaConnection, IMediaConnection> Wrap { get; init; } = connection => connection;
}
