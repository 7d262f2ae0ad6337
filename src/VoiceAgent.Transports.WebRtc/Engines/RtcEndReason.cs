namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>Why a session ended.</summary>
internal enum RtcEndReason
{
    /// <summary>This side closed it.</summary>
    ClosedHere,

    /// <summary>The peer closed it.</summary>
    ClosedByPeer,

    /// <summary>The peer did not connect within its deadline.</summary>
    NeverConnected,

    /// <summary>No sign of the peer for too long (RFC 7675).</summary>
    PeerGone,

    /// <summary>The peer's certificate is not the one of its description.</summary>
    WrongFingerprint,

    /// <summary>DTLS failed.</summary>
    HandshakeFailed,
}
