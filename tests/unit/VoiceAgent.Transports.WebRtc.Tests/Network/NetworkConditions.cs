namespace VoiceAgent.Transports.WebRtc.Network;

/// <summary>How bad a path is, the same both ways.</summary>
public sealed record NetworkConditions
{
    public static NetworkConditions Perfect { get; } = new();

    /// <summary>Time from one end to the other.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Up to this much is added at random; packets overtake each other by it.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Share of packets that never arrive, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Share of packets that arrive twice.</summary>
    public double Duplication { get; init; }

    /// <summary>Share of packets that are held back for another delay.</summary>
    public double Reordering { get; init; }
}
