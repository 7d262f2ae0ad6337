using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;

namespace VoiceAgent.Transports.WebRtc.Clients;

/// <summary>What a client begins with.</summary>
internal sealed record RtcClientSetup
{
    /// <summary>Makes our end of DTLS.</summary>
    public required IDtlsProvider Dtls { get; init; }

    /// <summary>Our certificate; the caller's.</summary>
    public required DtlsCertificate Certificate { get; init; }

    /// <summary>The one codec that is offered.</summary>
    public required RtcCodec Codec { get; init; }

    /// <summary>The wall clock when the caller's clock showed zero.</summary>
    public required DateTimeOffset Epoch { get; init; }

    /// <summary>Numbers that need not be secret.</summary>
    public required Random Random { get; init; }
}
