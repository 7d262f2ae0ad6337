using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VoiceAgent.Transports.WebRtc.Dtls;

/// <summary>
/// A self-signed certificate on P-256 (RFC 8827 section 6.5). The peer trusts it because its fingerprint is in the description. Thread-safe for
/// reading.
/// </summary>
internal sealed class DtlsCertificate : IDisposable
{
    private DtlsCertificate(ECDsa key, X509Certificate2 certificate)
    {
        Key = key;
        Certificate = certificate;
        Fingerprint = Format(certificate.GetCertHash(HashAlgorithmName.SHA256));
    }

    /// <summary>The certificate, without its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The private key.</summary>
    public ECDsa Key { get; }

    /// <summary>SHA-256 of the certificate as descriptions write it (RFC 8122 section 5): <c>AB:CD:…</c>.</summary>
    public string Fingerprint { get; }

    /// <summary>Makes a key and a certificate that is valid for a year.</summary>
    public static DtlsCertificate Create(TimeProvider time)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=VoiceAgent", key, HashAlgorithmName.SHA256);
        var now = time.GetUtcNow();

        // A day of slack: the peer's clock may be behind.
        using var withKey = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(365));
        return new DtlsCertificate(key, X509CertificateLoader.LoadCertificate(withKey.RawDataMemory.Span));
    }

    /// <summary>Writes a hash as descriptions do.</summary>
    public static string Format(ReadOnlySpan<byte> hash) =>
        string.Join(':', Convert.ToHexString(hash).Chunk(2).Select(pair => new string(pair)));

    /// <inheritdoc />
    public void Dispose()
    {
        Certificate.Dispose();
        Key.Dispose();
    }
}
