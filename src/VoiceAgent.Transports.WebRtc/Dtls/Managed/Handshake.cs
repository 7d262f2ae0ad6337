using System.Security.Cryptography;
using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>
/// What both roles share: the order of messages is strict, one message is expected at a time, everything it needs is
/// checked before anything is answered.
/// </summary>
internal abstract class Handshake(DtlsCertificate certificate, Flight flight, RecordWriter records) : IDisposable
{
    public bool IsDone { get; protected set; }

    /// <summary>True once we have sent Finished: from then on everything goes out encrypted.</summary>
    public bool SendsEncrypted { get; private set; }

    public SrtpProfile Profile { get; protected set; }

    public PeerCertificate? Peer { get; private set; }

    public SessionSecrets? Secrets { get; private set; }

    /// <summary>Decrypts what the peer sends in epoch 1; null before there are keys.</summary>
    public RecordCipher? Incoming { get; private set; }

    protected DtlsCertificate Certificate => certificate;

    protected Flight Flight => flight;

    protected Transcript Transcript { get; } = new();

    protected KeyShare Share { get; } = new();

    protected byte[] OwnRandom { get; } = RandomNumberGenerator.GetBytes(TlsNumbers.RandomBytes);

    /// <summary>Begins, where this role speaks first.</summary>
    public abstract void Start(TimeSpan now);

    /// <summary>Takes the next message of the peer.</summary>
    /// <returns>Why it cannot go on, or null.</returns>
    /// <exception cref="CryptographicException">The peer's certificate, key or signature made no sense.</exception>
    public abstract HandshakeFailure? Take(in HandshakeMessage message, TimeSpan now);

    public virtual void Dispose()
    {
        Transcript.Dispose();
        Share.Dispose();
        Peer?.Dispose();
        Secrets?.Dispose();
        Incoming?.Dispose();
        records.Cipher?.Dispose();
        records.Cipher = null;
    }

    /// <summary>Adds a message of ours to the flight and to the transcript.</summary>
    protected void Send(HandshakeType type, ReadOnlySpan<byte> body, ushort epoch = 0) =>
        Transcript.Add(flight.Add(type, body, epoch));

    protected HandshakeFailure? TakeCertificate(in HandshakeMessage message)
    {
        if (!CertificateMessage.TryParse(message.Body, out var der))
        {
            return HandshakeFailure.Malformed(message.Type);
        }

        if (der.IsEmpty)
        {
            return new(AlertDescription.HandshakeFailure, "The peer showed no certificate.");
        }

        Peer = PeerCertificate.Load(der);
        Transcript.Add(message);
        return Peer.HasUsableKey
            ? null
            : new(AlertDescription.UnsupportedCertificate, "The peer's certificate has a key that is not accepted.");
    }

    /// <summary>Both sides know the shared secret: keys for epoch 1. The transcript ends with ClientKeyExchange.</summary>
    protected void Derive(byte[] sharedSecret, byte[] clientRandom, byte[] serverRandom, bool isClient)
    {
        Secrets = new SessionSecrets(sharedSecret, Transcript.Current(), clientRandom, serverRandom);
        var (client, server) = Secrets.CreateCiphers();
        (records.Cipher, Incoming) = isClient ? (client, server) : (server, client);
    }

    protected HandshakeFailure? TakeFinished(in HandshakeMessage message, bool ofClient)
    {
        var expected = Secrets!.Verification(ofClient, Transcript.Current());
        if (!CryptographicOperations.FixedTimeEquals(expected, message.Body))
        {
            return new(AlertDescription.DecryptError, "The peer's Finished does not fit the handshake.");
        }

        Transcript.Add(message);
        return null;
    }

    protected void SendFinished(bool ofClient)
    {
        SendsEncrypted = true;
        flight.AddChangeCipherSpec();
        Send(HandshakeType.Finished, Secrets!.Verification(ofClient, Transcript.Current()), epoch: 1);
    }

    protected static HandshakeFailure Unexpected(in HandshakeMessage message, HandshakeType expected) =>
        new(AlertDescription.UnexpectedMessage, $"The peer sent {message.Type} where {expected} was expected.");
}
