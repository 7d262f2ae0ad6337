using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Ice;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>What a session begins with.</summary>
internal sealed record RtcSessionSetup
{
    /// <summary>The peer's offer.</summary>
    public required SdpOffer Offer { get; init; }

    /// <summary>What both sides can do.</summary>
    public required SdpAgreement Agreement { get; init; }

    /// <summary>Limits.</summary>
    public required RtcSessionOptions Options { get; init; }

    /// <summary>Makes our end of DTLS.</summary>
    public required IDtlsProvider Dtls { get; init; }

    /// <summary>Our certificate; the engine's.</summary>
    public required DtlsCertificate Certificate { get; init; }

    /// <summary>Our addresses.</summary>
    public required IReadOnlyList<IceCandidate> Candidates { get; init; }

    /// <summary>The wall clock when the driver's clock showed zero.</summary>
    public required DateTimeOffset Epoch { get; init; }

    /// <summary>Numbers that need not be secret: sources, sequences, tags.</summary>
    public required Random Random { get; init; }
}
