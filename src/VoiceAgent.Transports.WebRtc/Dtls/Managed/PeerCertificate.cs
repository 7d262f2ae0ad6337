using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>The peer's certificate. Who it is is decided by its fingerprint alone; here it only proves its key.</summary>
internal sealed class PeerCertificate : IDisposable
{
    private const int MinRsaBits = 2048;

    private readonly X509Certificate2 _certificate;
    private readonly ECDsa? _ecdsa;
    private readonly RSA? _rsa;

    private PeerCertificate(X509Certificate2 certificate)
    {
        _certificate = certificate;
        _ecdsa = certificate.GetECDsaPublicKey();
        _rsa = _ecdsa is null ? certificate.GetRSAPublicKey() : null;
        Fingerprint = SHA256.HashData(certificate.RawDataMemory.Span);
    }

    public byte[] Fingerprint { get; }

    /// <summary>True when the key is of a kind and strength that is accepted.</summary>
    public bool HasUsableKey => _ecdsa is not null || _rsa is { KeySize: >= MinRsaBits };

    public bool IsEcdsa => _ecdsa is not null;

    /// <summary>Reads a certificate.</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    public static PeerCertificate Load(ReadOnlySpan<byte> der) => new(X509CertificateLoader.LoadCertificate(der));

    /// <summary>Verifies a signature over a SHA-256 hash; false for algorithms that do not fit the key.</summary>
    public bool Verify(ushort algorithm, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) =>
        algorithm switch
        {
            TlsNumbers.EcdsaSha256 => _ecdsa?.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence)
                ?? false,
            TlsNumbers.RsaSha256 => _rsa?.VerifyHash(
                hash,
                signature,
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            ) ?? false,
            TlsNumbers.RsaPssSha256 => _rsa?.VerifyHash(
                hash,
                signature,
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pss
            ) ?? false,
            _ => false,
        };

    public void Dispose()
    {
        _ecdsa?.Dispose();
        _rsa?.Dispose();
        _certificate.Dispose();
    }
}
