namespace VoiceAgent.Transports.WebRtc.Sdp;

/// <summary>Which end begins the DTLS handshake (RFC 8842 section 5).</summary>
internal enum SdpSetup
{
    /// <summary>Either; the answerer chooses.</summary>
    ActiveOrPassive,

    /// <summary>The writer begins.</summary>
    Active,

    /// <summary>The writer waits.</summary>
    Passive,

    /// <summary>Neither, for now.</summary>
    HoldConnection,
}
