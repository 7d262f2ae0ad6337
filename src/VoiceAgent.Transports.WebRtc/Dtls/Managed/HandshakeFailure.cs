namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>Why a handshake cannot go on.</summary>
/// <param name="Alert">What the peer is told.</param>
/// <param name="Reason">What the log is told.</param>
internal sealed record HandshakeFailure(AlertDescription Alert, string Reason)
{
    public static HandshakeFailure Malformed(HandshakeType type) =>
        new(AlertDescription.DecodeError, $"The peer's {type} is malformed.");
}
