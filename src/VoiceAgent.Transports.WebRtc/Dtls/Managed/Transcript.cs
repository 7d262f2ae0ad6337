using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>
/// The hash of all handshake messages, each as if it had come in one fragment (RFC 6347 section 4.2.6).
/// </summary>
internal sealed class Transcript : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(in HandshakeMessage message) => _hash.AppendData(message.Whole.Span);

    public byte[] Current() => _hash.GetCurrentHash();

    /// <summary>A hello that was answered with a cookie does not count.</summary>
    public void Restart() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();
}
