using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Sdp;

/// <summary>What an answer tells of this end.</summary>
internal sealed record SdpLocal
{
    /// <summary>Number of the session; the same in all its answers.</summary>
    public required ulong SessionId { get; init; }

    /// <summary>Number of the answer; one more each time.</summary>
    public required int Version { get; init; }

    /// <summary>True for an agent that only answers checks (RFC 8445 section 2.5).</summary>
    public bool IsLite { get; init; } = true;

    /// <summary>Our credentials.</summary>
    public required IceCredentials Credentials { get; init; }

    /// <summary>Of our certificate, as <see cref="Dtls.DtlsCertificate.Fingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Our addresses, the preferred one first; at least one.</summary>
    public required IReadOnlyList<IceCandidate> Candidates { get; init; }

    /// <summary>Synchronization source of our audio.</summary>
    public required uint Ssrc { get; init; }

    /// <summary>Canonical name of our source.</summary>
    public required string CanonicalName { get; init; }

    /// <summary>Largest data channel message that is taken, in bytes.</summary>
    public required int MaxMessageSize { get; init; }
}
