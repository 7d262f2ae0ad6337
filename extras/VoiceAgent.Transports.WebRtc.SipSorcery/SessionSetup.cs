using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>What a session begins with.</summary>
internal sealed record SessionSetup
{
    /// <summary>The peer's description.</summary>
    public required SdpOffer Offer { get; init; }

    /// <summary>What was agreed.</summary>
    public required SdpAgreement Agreement { get; init; }

    /// <summary>Addresses the peer has told with its description.</summary>
    public required IEnumerable<PeerCandidate> Candidates { get; init; }

    /// <summary>The application's limits.</summary>
    public required RtcSessionOptions Options { get; init; }

    /// <summary>Where to listen.</summary>
    public required SessionNetwork Network { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Told once, when the peer is connected: how long that took.</summary>
    public required Action<TimeSpan> OnConnected { get; init; }

    /// <summary>Told once, when the session has ended: why.</summary>
    public required Action<SipSorcerySession, RtcEndReason> OnEnded { get; init; }
}
