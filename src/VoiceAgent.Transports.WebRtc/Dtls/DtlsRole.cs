namespace VoiceAgent.Transports.WebRtc.Dtls;

/// <summary>Which end of the handshake this is (RFC 6347 section 4.2): the client speaks first.</summary>
internal enum DtlsRole
{
    /// <summary>Waits for the peer's hello.</summary>
    Server,

    /// <summary>Sends the first hello.</summary>
    Client,
}
