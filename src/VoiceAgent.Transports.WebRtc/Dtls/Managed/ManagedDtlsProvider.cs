namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>
/// DTLS 1.2 with nothing but <c>System.Security.Cryptography</c>: for systems without OpenSSL, and as the other side in
/// tests. One suite, ECDHE-ECDSA-AES128-GCM-SHA256 on P-256, which every WebRTC stack knows (RFC 8827 section 6.5).
/// </summary>
internal sealed class ManagedDtlsProvider : IDtlsProvider
{
    /// <inheritdoc />
    public string Name => "managed";

    /// <inheritdoc />
    public IDtlsConnection Create(DtlsRole role, DtlsCertificate certificate, DtlsOptions options) =>
        new ManagedDtlsConnection(role, certificate, options);
}
