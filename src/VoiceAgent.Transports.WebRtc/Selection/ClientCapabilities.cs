namespace VoiceAgent.Transports.WebRtc.Selection;

/// <summary>What a client can do, and what it knows about its network.</summary>
public sealed record ClientCapabilities
{
    /// <summary>True when it has WebRTC.</summary>
    public bool WebRtc { get; init; }

    /// <summary>True when it has WebSockets.</summary>
    public bool WebSocket { get; init; } = true;

    /// <summary>Names of the audio codecs it has for WebRTC, such as <c>opus</c>, in any case; empty when it does not say.</summary>
    public IReadOnlyList<string> Codecs { get; init; } = [];

    /// <summary>Whether UDP gets through its network.</summary>
    public UdpReachability Udp { get; init; }

    /// <summary>What it asks for.</summary>
    public TransportPreference Prefer { get; init; }
}

/// <summary>Whether UDP gets through a client's network.</summary>
public enum UdpReachability
{
    /// <summary>Nobody has tried.</summary>
    Unknown,

    /// <summary>It did before.</summary>
    Seen,

    /// <summary>It did not before.</summary>
    Blocked,
}

/// <summary>Which transport a client asks for.</summary>
public enum TransportPreference
{
    /// <summary>Whichever is best.</summary>
    Auto,

    /// <summary>WebRTC, if possible.</summary>
    WebRtc,

    /// <summary>The WebSocket, if possible.</summary>
    WebSocket,
}
