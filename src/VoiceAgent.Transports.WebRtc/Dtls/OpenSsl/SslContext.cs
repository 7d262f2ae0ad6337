using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>How every connection is set up: DTLS 1.2, AEAD suites with forward secrecy, a certificate from both ends.</summary>
internal static unsafe class SslContext
{
    // The server's order counts: AES-128 first, which every peer has (RFC 8827 section 6.5). No ChaCha20: see SslRecords.
    private const string CipherSuites = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384";
    private const string SrtpProfiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";
    private const string Groups = "X25519:P-256:P-384";

    // OpenSSL's own list names SHA-1 and DSA, and makes the flight longer.
    private const string SignatureAlgorithms = "ECDSA+SHA256:RSA-PSS+SHA256:ECDSA+SHA384:RSA+SHA256";

    /// <summary>Makes a context that shows this certificate.</summary>
    /// <exception cref="VoiceAgentException">OpenSSL refuses a setting.</exception>
    public static SslContextHandle Create(DtlsCertificate certificate)
    {
        CryptoNative.ClearErrors();
        var context = SslNative.NewContext(SslNative.DtlsMethod());
        if (!TryConfigure(context) || !TryUse(context, certificate))
        {
            context.Dispose();
            throw new VoiceAgentException(
                ErrorCodes.ProviderFailed,
                $"OpenSSL refuses to be set up: {SslErrors.Take()}"
            );
        }

        return context;
    }

    private static bool TryConfigure(SslContextHandle context)
    {
        if (context.IsInvalid)
        {
            return false;
        }

        _ = SslNative.SetOptions(
            context,
            SslNative.NoQueryMtu | SslNative.NoTicket | SslNative.NoRenegotiation | SslNative.ServerPreference
        );
        _ = SslNative.ControlContext(context, SslNative.SetSessionCacheMode, new CLong(0), null);

        // The chain is not verified here: the certificate is the peer's own, and its fingerprint is compared by the caller.
        SslNative.SetVerification(context, SslNative.VerifyPeerOrFail, &Accept);
        return TrySet(context, SslNative.SetMinimumVersion, SslNative.Dtls12)
            && TrySet(context, SslNative.SetMaximumVersion, SslNative.Dtls12)
            && TrySet(context, SslNative.SetGroups, Groups)
            && TrySet(context, SslNative.SetSignatureAlgorithms, SignatureAlgorithms)
            && TrySet(context, SslNative.SetClientSignatureAlgorithms, SignatureAlgorithms)
            && SslNative.SetCipherSuites(context, CipherSuites) == 1
            && SslNative.SetSrtpProfiles(context, SrtpProfiles) == 0;
    }

    private static bool TryUse(SslContextHandle context, DtlsCertificate certificate)
    {
        var der = certificate.Certificate.RawDataMemory.Span;
        var key = certificate.Key.ExportECPrivateKey();
        fixed (byte* derPointer = der)
        fixed (byte* keyPointer = key)
        {
            var isUsed =
                SslNative.UseCertificate(context, der.Length, derPointer) == 1
                && SslNative.UsePrivateKey(SslNative.EllipticCurveKey, context, keyPointer, new CLong(key.Length)) == 1
                && SslNative.CheckPrivateKey(context) == 1;
            CryptographicOperations.ZeroMemory(key);
            return isUsed;
        }
    }

    private static bool TrySet(SslContextHandle context, int command, int number) =>
        SslNative.ControlContext(context, command, new CLong(number), null).Value == 1;

    private static bool TrySet(SslContextHandle context, int command, string text)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(text + '\0'))
        {
            return SslNative.ControlContext(context, command, new CLong(0), bytes).Value == 1;
        }
    }

    [UnmanagedCallersOnly]
    private static int Accept(int isVerified, nint store) => 1;
}
