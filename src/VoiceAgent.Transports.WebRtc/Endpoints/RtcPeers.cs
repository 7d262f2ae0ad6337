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

    /// <summary>Puts another connection in the place of a peer's, under the same name.</summary>
    public RtcPeer Replace(RtcPeer peer, IRtcSession session)
    {
        var next = new RtcPeer(peer.Id, session);
        _peers[peer.Id] = next;
        return next;
    }

    /// <summary>Forgets a peer, unless another is in its place already.</summary>
    public void Remove(RtcPeer peer) => _peers.TryRemove(KeyValuePair.Create(peer.Id, peer));
}
