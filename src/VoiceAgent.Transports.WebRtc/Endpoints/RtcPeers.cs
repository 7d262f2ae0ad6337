using System.Collections.Concurrent;
using System.Security.Cryptography;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>The peers there are, by the name signalling gave them; as many as the engine has sessions. Thread-safe.</summary>
internal sealed class RtcPeers
{
    private const int IdDigits = 32;

    private readonly ConcurrentDictionary<string, RtcPeer> _peers = new(StringComparer.Ordinal);

    /// <summary>Peers now.</summary>
    public int Count => _peers.Count;

    /// <summary>Peers whose handshake is not over.</summary>
    public int HalfOpen => _peers.Count(peer => peer.Value.Connection is null);

    public RtcPeer Add(IRtcSession session)
    {
        var peer = new RtcPeer(RandomNumberGenerator.GetHexString(IdDigits, lowercase: true), session);
        _peers[peer.Id] = peer;
        return peer;
    }

    public RtcPeer? Find(string id) => _peers.GetValueOrDefault(id);

    public void Remove(RtcPeer peer) => _peers.TryRemove(peer.Id, out _);
}
