namespace VoiceAgent.Transports.WebRtc.Codecs;

/// <summary>An audio codec as session descriptions name it.</summary>
/// <param name="Name">Encoding name, such as <c>PCMU</c> (RFC 3551 section 6).</param>
/// <param name="ClockRate">Clock rate of its RTP timestamps, in hertz.</param>
/// <param name="PayloadType">Its static payload type, or the one proposed from 96 on.</param>
public sealed record RtcCodec(string Name, int ClockRate, byte PayloadType)
{
    /// <summary>Opus, whose clock runs at 48 kHz at every rate of its samples (RFC 7587 section 4.1).</summary>
    public static RtcCodec Opus { get; } = new("opus", 48000, 111);

    /// <summary>G.722, whose clock runs at 8 kHz though its samples come at 16 kHz (RFC 3551 section 4.5.2).</summary>
    public static RtcCodec G722 { get; } = new("G722", 8000, 9);

    /// <summary>G.711 mu-law (RFC 3551 section 4.5.14).</summary>
    public static RtcCodec Pcmu { get; } = new("PCMU", 8000, 0);

    /// <summary>G.711 A-law (RFC 3551 section 4.5.14).</summary>
    public static RtcCodec Pcma { get; } = new("PCMA", 8000, 8);
}
