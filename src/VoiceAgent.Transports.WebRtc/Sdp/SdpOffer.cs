namespace VoiceAgent.Transports.WebRtc.Sdp;

/// <summary>A peer's description, as far as it matters here (RFC 8866, RFC 9429). Read-only once parsed.</summary>
internal sealed class SdpOffer
{
    /// <summary>ICE and DTLS of all sections that do not name their own.</summary>
    public SdpTransport Transport { get; } = new();

    /// <summary>Media sections in order.</summary>
    public List<SdpMedia> Media { get; } = [];

    /// <summary>Sections that share one transport (RFC 9143); empty without a BUNDLE group.</summary>
    public List<string> Bundle { get; } = [];

    /// <summary>True when the peer is a lite agent itself.</summary>
    public bool IsLite { get; set; }
}
