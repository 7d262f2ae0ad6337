namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>Where a session stands.</summary>
internal enum RtcSessionState
{
    /// <summary>Waits for the peer's checks, or shakes hands.</summary>
    Connecting,

    /// <summary>Audio and messages flow.</summary>
    Connected,

    /// <summary>Connected, but the peer has been silent for a while.</summary>
    Disconnected,

    /// <summary>This side closed it; what was sent before is still on its way.</summary>
    Closing,

    /// <summary>Over. The last datagrams may still have to be taken.</summary>
    Closed,
}
