namespace VoiceAgent.Transports.WebRtc.Dtls;

/// <summary>Where a DTLS connection stands.</summary>
internal enum DtlsState
{
    /// <summary>Keys are not agreed yet.</summary>
    Handshaking,

    /// <summary>Both ends finished the handshake; data flows.</summary>
    Connected,

    /// <summary>One of the ends sent close_notify.</summary>
    Closed,

    /// <summary>The handshake failed or the peer sent a fatal alert.</summary>
    Failed,
}
