using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>The client's side (RFC 5246 section 7.3), with the cookie some servers ask for (RFC 6347 section 4.2.1).</summary>
internal sealed class ClientHandshake(DtlsCertificate certificate, Flight flight, RecordWriter records)
    : Handshake(certificate, flight, records)
{
    private HandshakeType _expected = HandshakeType.ServerHello;
    private bool _hasCookie;
    private bool _isAsked;
    private byte[] _serverRandom = [];
    private byte[] _sharedSecret = [];

    public override void Start(TimeSpan now) => SendHello([], now);

    public override HandshakeFailure? Take(in HandshakeMessage message, TimeSpan now)
    {
        switch (message.Type)
        {
            case HandshakeType.HelloVerifyRequest when _expected is HandshakeType.ServerHello && !_hasCookie:
                return TakeCookie(message, now);
            case HandshakeType.CertificateRequest when _expected is HandshakeType.ServerHelloDone && !_isAsked:
                return TakeRequest(message);
        }

        if (message.Type != _expected)
        {
            return Unexpected(message, _expected);
        }

        switch (message.Type)
        {
            case HandshakeType.ServerHello:
                _expected = HandshakeType.Certificate;
                return TakeHello(message);
            case HandshakeType.Certificate:
                _expected = HandshakeType.ServerKeyExchange;
                return TakeCertificate(message);
            case HandshakeType.ServerKeyExchange:
                _expected = HandshakeType.ServerHelloDone;
                return TakeKeyExchange(message);
            case HandshakeType.ServerHelloDone:
                _expected = HandshakeType.Finished;
                return TakeDone(message, now);
            default:
                // Nothing of ours is sent again from here on: whoever sent Finished has all of it, and two ends that
                // answer repetitions with repetitions never stop.
                var failure = TakeFinished(message, ofClient: false);
                Flight.Begin();
                IsDone = failure is null;
                return failure;
        }
    }

    public override void Dispose()
    {
        CryptographicOperations.ZeroMemory(_sharedSecret);
        base.Dispose();
    }

    private void SendHello(ReadOnlySpan<byte> cookie, TimeSpan now)
    {
        Flight.Begin();
        Send(HandshakeType.ClientHello, ClientHello.Write(OwnRandom, cookie));
        Flight.Send(isLast: false, now);
    }

    private HandshakeFailure? TakeCookie(in HandshakeMessage message, TimeSpan now)
    {
        var reader = new TlsReader(message.Body);
        reader.Short();
        var cookie = reader.Vector8();
        if (!reader.IsComplete)
        {
            return HandshakeFailure.Malformed(message.Type);
        }

        _hasCookie = true;
        Transcript.Restart();
        SendHello(cookie, now);
        return null;
    }

    private HandshakeFailure? TakeHello(in HandshakeMessage message)
    {
        if (ServerHello.Parse(message.Body) is not { } hello)
        {
            return HandshakeFailure.Malformed(message.Type);
        }

        if (hello.Version != TlsNumbers.Version)
        {
            return new(AlertDescription.ProtocolVersion, "The peer does not speak DTLS 1.2.");
        }

        if (hello is not { Suite: TlsNumbers.CipherSuite, Compression: 0, HasUnsolicited: false })
        {
            return new(AlertDescription.IllegalParameter, "The peer chose what was not offered.");
        }

        if (!hello.HasExtendedMasterSecret)
        {
            return new(AlertDescription.HandshakeFailure, "The peer does not know the extended master secret.");
        }

        (_serverRandom, Profile) = (hello.Random, hello.Profile);
        Transcript.Add(message);
        return null;
    }

    private HandshakeFailure? TakeKeyExchange(in HandshakeMessage message)
    {
        if (!KeyShare.TryParseServer(message.Body, out var parameters, out var point, out var signature))
        {
            return HandshakeFailure.Malformed(message.Type);
        }

        var hash = KeyShare.HashToSign(OwnRandom, _serverRandom, parameters);
        if (!Peer!.IsEcdsa || !Peer.Verify(signature.Algorithm, hash, signature.Value))
        {
            return new(AlertDescription.DecryptError, "The peer does not own the certificate it showed.");
        }

        if (Share.Agree(point) is not { } secret)
        {
            return new(AlertDescription.IllegalParameter, "The peer's key is no point on P-256.");
        }

        _sharedSecret = secret;
        Transcript.Add(message);
        return null;
    }

    private HandshakeFailure? TakeRequest(in HandshakeMessage message)
    {
        if (CertificateMessage.Accepts(message.Body) is not { } isAccepted)
        {
            return HandshakeFailure.Malformed(message.Type);
        }

        _isAsked = true;
        Transcript.Add(message);
        return isAccepted
            ? null
            : new(AlertDescription.HandshakeFailure, "The peer does not take certificates with an ECDSA key.");
    }

    private HandshakeFailure? TakeDone(in HandshakeMessage message, TimeSpan now)
    {
        if (!message.Body.IsEmpty)
        {
            return HandshakeFailure.Malformed(message.Type);
        }

        if (!_isAsked)
        {
            // Both ends show a certificate (RFC 8827 section 6.5); a server that does not ask cannot know us.
            return new(AlertDescription.HandshakeFailure, "The peer did not ask for a certificate.");
        }

        Transcript.Add(message);
        Flight.Begin();
        Send(HandshakeType.Certificate, CertificateMessage.Write(Certificate.Certificate));
        Send(HandshakeType.ClientKeyExchange, new TlsWriter().Vector(1, Share.Point()).Written);
        Derive(_sharedSecret, OwnRandom, _serverRandom, isClient: true);
        var signature = Certificate.Key.SignHash(Transcript.Current(), DSASignatureFormat.Rfc3279DerSequence);
        Send(
            HandshakeType.CertificateVerify,
            new TlsWriter().Short(TlsNumbers.EcdsaSha256).Vector(2, signature).Written
        );
        SendFinished(ofClient: true);
        Flight.Send(isLast: false, now);
        return null;
    }
}
