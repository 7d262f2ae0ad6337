using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>The master secret and what is derived from it (RFC 5246 sections 6.3, 7.4.9 and 8.1; RFC 7627; RFC 5705).</summary>
internal sealed class SessionSecrets : IDisposable
{
    private const int MasterBytes = 48;
    private const int VerifyBytes = 12;

    private readonly byte[] _master = new byte[MasterBytes];
    private readonly byte[] _clientRandom;
    private readonly byte[] _serverRandom;

    /// <param name="sharedSecret">From the key exchange; cleared.</param>
    /// <param name="sessionHash">All messages up to and including ClientKeyExchange (RFC 7627 section 4).</param>
    /// <param name="clientRandom">From its hello.</param>
    /// <param name="serverRandom">From its hello.</param>
    public SessionSecrets(byte[] sharedSecret, byte[] sessionHash, byte[] clientRandom, byte[] serverRandom)
    {
        (_clientRandom, _serverRandom) = (clientRandom, serverRandom);
        Prf.Derive(sharedSecret, "extended master secret", sessionHash, _master);
        CryptographicOperations.ZeroMemory(sharedSecret);
    }

    /// <summary>The ciphers of the two directions; the caller owns them.</summary>
    public (RecordCipher Client, RecordCipher Server) CreateCiphers()
    {
        Span<byte> block = stackalloc byte[2 * (RecordCipher.KeyBytes + RecordCipher.SaltBytes)];
        Prf.Derive(_master, "key expansion", [.. _serverRandom, .. _clientRandom], block);
        var salts = block[(2 * RecordCipher.KeyBytes)..];
        var client = new RecordCipher(block[..RecordCipher.KeyBytes], salts[..RecordCipher.SaltBytes]);
        var server = new RecordCipher(
            block.Slice(RecordCipher.KeyBytes, RecordCipher.KeyBytes),
            salts[RecordCipher.SaltBytes..]
        );
        CryptographicOperations.ZeroMemory(block);
        return (client, server);
    }

    /// <summary>The content of a Finished message.</summary>
    public byte[] Verification(bool ofClient, byte[] transcript)
    {
        var verification = new byte[VerifyBytes];
        Prf.Derive(_master, ofClient ? "client finished" : "server finished", transcript, verification);
        return verification;
    }

    public void Export(string label, Span<byte> keyingMaterial) =>
        Prf.Derive(_master, label, [.. _clientRandom, .. _serverRandom], keyingMaterial);

    public void Dispose() => CryptographicOperations.ZeroMemory(_master);
}
