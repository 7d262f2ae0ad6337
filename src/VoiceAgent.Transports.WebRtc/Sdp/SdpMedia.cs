namespace VoiceAgent.Transports.WebRtc.Sdp;

/// <summary>One media section of a peer's description.</summary>
internal sealed class SdpMedia
{
    /// <summary>Such as <c>audio</c> or <c>application</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Port; zero for a section that is rejected, or bundled only.</summary>
    public required int Port { get; init; }

    /// <summary>Such as <c>UDP/TLS/RTP/SAVPF</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Payload types, or <c>webrtc-datachannel</c>, as they stand in the line.</summary>
    public required string[] Formats { get; init; }

    /// <summary>Name of the section in groups (RFC 5888); null when not given.</summary>
    public string? Mid { get; set; }

    /// <summary>ICE and DTLS, as far as this section names them.</summary>
    public SdpTransport Transport { get; } = new();

    /// <summary>Codecs by <c>a=rtpmap</c>.</summary>
    public List<SdpCodec> Codecs { get; } = [];

    /// <summary>Media flow, seen from the peer.</summary>
    public SdpDirection Direction { get; set; } = SdpDirection.SendReceive;

    /// <summary>True with <c>a=rtcp-mux</c> (RFC 5761).</summary>
    public bool IsRtcpMultiplexed { get; set; }

    /// <summary>True with <c>a=bundle-only</c>: port zero does not mean rejected (RFC 9143 section 6).</summary>
    public bool IsBundleOnly { get; set; }

    /// <summary>SCTP port of a data section (RFC 8841); zero when not given.</summary>
    public int SctpPort { get; set; }

    /// <summary>Largest message the peer takes, in bytes; 64 KiB when not given (RFC 8841 section 6.1).</summary>
    public long MaxMessageSize { get; set; } = 64 * 1024;

    /// <summary>True for the syntax of before RFC 8841: <c>DTLS/SCTP 5000</c> and <c>a=sctpmap</c>.</summary>
    public bool IsOldDataSyntax => Protocol is "DTLS/SCTP";

    /// <summary>True for audio over DTLS-SRTP that is not rejected by the peer itself.</summary>
    public bool IsUsableAudio =>
        Kind is "audio"
        && Protocol is "UDP/TLS/RTP/SAVPF" or "UDP/TLS/RTP/SAVP" or "TCP/TLS/RTP/SAVPF" or "TCP/TLS/RTP/SAVP"
        && IsOffered
        && IsRtcpMultiplexed;

    /// <summary>True for a data channel section that is not rejected by the peer itself.</summary>
    public bool IsUsableData =>
        Kind is "application"
        && IsOffered
        && SctpPort > 0
        && Protocol is "DTLS/SCTP" or "UDP/DTLS/SCTP" or "TCP/DTLS/SCTP";

    /// <summary>The codec behind a payload type, by its <c>a=rtpmap</c> or, where there is none, by its number.</summary>
    public SdpCodec? Find(byte payloadType)
    {
        var index = Codecs.FindIndex(codec => codec.PayloadType == payloadType);
        return index >= 0 ? Codecs[index] : SdpCodec.FindStatic(payloadType);
    }

    private bool IsOffered => Port > 0 || IsBundleOnly;
}
