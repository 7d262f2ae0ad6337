namespace VoiceAgent.Transports.WebRtc.Selection;

/// <summary>What the server has to offer at this moment.</summary>
internal sealed record TransportConditions
{
    /// <summary>Names of the codecs that can be used.</summary>
    public required IReadOnlyList<string> Codecs { get; init; }

    /// <summary>True when WebRTC can go over TCP, straight or by a relay.</summary>
    public bool HasTcp { get; init; }

    /// <summary>WebRTC peers now.</summary>
    public int Peers { get; init; }

    /// <summary>Most of them.</summary>
    public int MaxPeers { get; init; } = 1000;

    /// <summary>Those that are not connected yet.</summary>
    public int HalfOpen { get; init; }

    /// <summary>Most of them.</summary>
    public int MaxHalfOpen { get; init; } = 100;
}
