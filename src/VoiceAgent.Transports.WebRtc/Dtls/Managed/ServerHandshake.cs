using System.Security.Cryptography;
using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>The server's side (RFC 5246 section 7.3): one flight after the hello, one after the client's Finished.</summary>
internal sealed class ServerHandshake(DtlsCertificate certificate, Flight flight, RecordWriter records)
    : Handshake(certificate, flight, records)
{
    private HandshakeType _expected = HandshakeType.ClientHello;
    private byte[] _clientRandom = [];

    public override void Start(TimeSpan now) { }

    public override HandshakeFailure? Take(in HandshakeMessage message, TimeSpan now)
    {
        if (message.Type != _expected)
        {
            return Unexpected(message, _expected);
        }

        switch (message.Type)
        {
            case HandshakeType.ClientHello:
                _expected = HandshakeType.Certificate;
                return TakeHello(message, now);
            case HandshakeType.Certificate:
                _expected = HandshakeType.ClientKeyExchange;
                return TakeCertificate(message);
            case HandshakeType.ClientKeyExchange:
                _expected = HandshakeType.CertificateVerify;
                return TakeKeyExchange(message);
            case HandshakeType.CertificateVerify:
                _expected = HandshakeType.Finished;
                return TakeVerify(message);
            default:
                return TakeFinished(message, now);
        }
    }

    private HandshakeFailure? TakeHello(in HandshakeMessage message, TimeSpan now)
    {
        if (ClientHello.Parse(message.Body) is not { } hello)
        {
            return HandshakeFailure.Malformed(message.Type);
        }

        if (FindObstacle(hello) is { } obstacle)
        {
            return obstacle;
        }

        Transcript.Add(message);
        _clientRandom = hello.Random;
        Profile = hello.Profile;
        Flight.Begin();
        Send(HandshakeType.ServerHello, ServerHello.Write(OwnRandom, hello));
        Send(HandshakeType.Certificate, CertificateMessage.Write(Certificate.Certificate));
        Send(HandshakeType.ServerKeyExchange, SignedParameters());
        Send(HandshakeType.CertificateRequest, CertificateMessage.WriteRequest());
        Send(HandshakeType.ServerHelloDone, []);
        Flight.Send(isLast: false, now);
        return null;
    }

    private static HandshakeFailure? FindObstacle(ClientHello hello) =>
        hello switch
        {
            { OffersVersion: false } => new(AlertDescription.ProtocolVersion, "The peer does not speak DTLS 1.2."),
            { IsRenegotiation: true } => new(
                AlertDescription.HandshakeFailure,
                "The peer's first hello claims to renegotiate."
            ),
            { OffersCompressionNull: false } => new(
                AlertDescription.IllegalParameter,
                "The peer insists on compression."
            ),
            { OffersExtendedMasterSecret: false } => new(
                AlertDescription.HandshakeFailure,
                "The peer does not know the extended master secret."
            ),
            { OffersSuite: false } or { OffersCurve: false } or { OffersSignature: false } => new(
                AlertDescription.HandshakeFailure,
                "The peer does not offer ECDHE-ECDSA-AES128-GCM-SHA256 on P-256."
            ),
            { OffersSrtp: true, Profile: SrtpProfile.None } => new(
                AlertDescription.HandshakeFailure,
                "The peer offers no SRTP profile known here."
            ),
            _ => null,
        };

    private byte[] SignedParameters()
    {
        var parameters = Share.Parameters();
        var hash = KeyShare.HashToSign(_clientRandom, OwnRandom, parameters);
        var signature = Certificate.Key.SignHash(hash, DSASignatureFormat.Rfc3279DerSequence);
        return new TlsWriter().Bytes(parameters).Short(TlsNumbers.EcdsaSha256).Vector(2, signature).ToArray();
    }

    private HandshakeFailure? TakeKeyExchange(in HandshakeMessage message)
    {
        var reader = new TlsReader(message.Body);
        var point = reader.Vector8();
        if (!reader.IsComplete)
        {
            return HandshakeFailure.Malformed(message.Type);
        }

        if (Share.Agree(point) is not { } secret)
        {
            return new(AlertDescription.IllegalParameter, "The peer's key is no point on P-256.");
        }

        Transcript.Add(message);
        Derive(secret, _clientRandom, OwnRandom, isClient: false);
        return null;
    }

    private HandshakeFailure? TakeVerify(in HandshakeMessage message)
    {
        var reader = new TlsReader(message.Body);
        var algorithm = reader.Short();
        var signature = reader.Vector16();
        if (!reader.IsComplete)
        {
            return HandshakeFailure.Malformed(message.Type);
        }

        if (!Peer!.Verify(algorithm, Transcript.Current(), signature))
        {
            return new(AlertDescription.DecryptError, "The peer does not own the certificate it showed.");
        }

        Transcript.Add(message);
        return null;
    }

    private HandshakeFailure? TakeFinished(in HandshakeMessage message, TimeSpan now)
    {
        if (TakeFinished(message, ofClient: true) is { } failure)
        {
            return failure;
        }

        Flight.Begin();
        SendFinished(ofClient: false);
        Flight.Send(isLast: true, now);
        IsDone = true;
        return null;
    }
}
