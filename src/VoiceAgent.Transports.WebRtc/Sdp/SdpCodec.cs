namespace VoiceAgent.Transports.WebRtc.Sdp;

/// <summary>A codec of an audio section (RFC 8866 section 6.6).</summary>
/// <param name="PayloadType">Its number in RTP packets.</param>
/// <param name="Name">Encoding name; compared without case.</param>
/// <param name="ClockRate">Ticks of the timestamps in a second.</param>
/// <param name="Channels">Channels; 1 when not given.</param>
internal readonly record struct SdpCodec(byte PayloadType, string Name, int ClockRate, int Channels)
{
    /// <summary>The codecs that need no <c>a=rtpmap</c> (RFC 3551 section 6).</summary>
    public static SdpCodec? FindStatic(byte payloadType) =>
        payloadType switch
        {
            0 => new SdpCodec(0, "PCMU", 8000, 1),
            8 => new SdpCodec(8, "PCMA", 8000, 1),
            9 => new SdpCodec(9, "G722", 8000, 1),
            _ => null,
        };
}
