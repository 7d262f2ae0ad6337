namespace VoiceAgent.Transports.WebRtc.Dtls;

/// <summary>An implementation of DTLS. Thread-safe.</summary>
internal interface IDtlsProvider
{
    /// <summary>Name for logs, with the version of a library.</summary>
    string Name { get; }

    /// <summary>Makes one end of a connection. Both ends show a certificate; comparing the peer's fingerprint is the caller's duty.</summary>
    /// <param name="role">Server or client.</param>
    /// <param name="certificate">Shown to the peer; owned by the caller, who keeps it until the connection is disposed.</param>
    /// <param name="options">Sizes and times.</param>
    IDtlsConnection Create(DtlsRole role, DtlsCertificate certificate, DtlsOptions options);
}
