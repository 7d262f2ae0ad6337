using System.Security.Cryptography.X509Certificates;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>Certificates on the wire, and the request for one (RFC 5246 sections 7.4.2 and 7.4.4).</summary>
internal static class CertificateMessage
{
    /// <summary>Our certificate alone: nobody walks a chain, the fingerprint is what counts.</summary>
    public static byte[] Write(X509Certificate2 certificate)
    {
        var message = new TlsWriter();
        var list = message.Begin(3);
        return message.Vector(3, certificate.RawDataMemory.Span).End(list, 3).ToArray();
    }

    /// <summary>Takes the peer's own certificate, which is the first.</summary>
    /// <returns>False when the message is malformed. The certificate is empty when the peer has none.</returns>
    public static bool TryParse(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> certificate)
    {
        var reader = new TlsReader(body);
        var list = new TlsReader(reader.Vector24());
        certificate = list.HasMore ? list.Vector24() : [];
        while (list.HasMore)
        {
            list.Vector24();
        }

        return list.IsComplete && reader.IsComplete;
    }

    /// <summary>Asks for a certificate with an ECDSA or RSA key, from any issuer.</summary>
    public static byte[] WriteRequest() =>
        new TlsWriter()
            .Vector(1, [TlsNumbers.EcdsaSign, TlsNumbers.RsaSign])
            .Short(6)
            .Short(TlsNumbers.EcdsaSha256)
            .Short(TlsNumbers.RsaPssSha256)
            .Short(TlsNumbers.RsaSha256)
            .Short(0)
            .ToArray();

    /// <summary>True when our ECDSA certificate will do for a request; null when the request is malformed.</summary>
    public static bool? Accepts(ReadOnlySpan<byte> body)
    {
        var reader = new TlsReader(body);
        var takesEcdsa = reader.Vector8().Contains(TlsNumbers.EcdsaSign);
        var algorithms = new TlsReader(reader.Vector16());
        var takesHash = false;
        while (algorithms.HasMore)
        {
            takesHash |= algorithms.Short() == TlsNumbers.EcdsaSha256;
        }

        reader.Vector16();
        return reader.IsComplete && algorithms.IsComplete ? takesEcdsa && takesHash : null;
    }
}
