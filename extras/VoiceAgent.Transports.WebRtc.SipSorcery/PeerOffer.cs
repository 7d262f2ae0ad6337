using System.Text;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>
/// What the library is told of a peer's offer: no more than what was agreed, written anew, so that it reads no description from outside. Sections
/// that are not taken are not in it, and audio flows both ways whatever the peer wants: what it does not want is not sent.
/// </summary>
internal static class PeerOffer
{
    /// <summary>Writes the offer.</summary>
    public static string Write(SdpAgreement agreement)
    {
        var text = new StringBuilder(1024);
        text.Line("v=0").Line("o=- 1 1 IN IP4 127.0.0.1").Line("s=-").Line("t=0 0");
        text.Line(agreement.Data is null ? "a=group:BUNDLE 0" : "a=group:BUNDLE 0 1");
        WriteAudio(text, agreement);
        if (agreement.Data is { } data)
        {
            text.Line("m=application 9 UDP/DTLS/SCTP webrtc-datachannel")
                .Line("c=IN IP4 0.0.0.0")
                .Line("a=mid:1")
                .Line($"a=sctp-port:{data.SctpPort}")
                .Line($"a=max-message-size:{data.MaxMessageSize}");
            WriteTransport(text, agreement);
        }

        return text.ToString();
    }

    private static void WriteAudio(StringBuilder text, SdpAgreement agreement)
    {
        var codec = agreement.Codec;
        var channels = SdpAnswer.ChannelsOf(codec) == 2 ? "/2" : "";
        text.Line($"m=audio 9 UDP/TLS/RTP/SAVPF {codec.PayloadType}")
            .Line("c=IN IP4 0.0.0.0")
            .Line("a=mid:0")
            .Line("a=rtcp-mux")
            .Line("a=sendrecv")
            .Line($"a=rtpmap:{codec.PayloadType} {codec.Name}/{codec.ClockRate}{channels}");
        WriteTransport(text, agreement);
    }

    private static void WriteTransport(StringBuilder text, SdpAgreement agreement)
    {
        // The library knows one: a peer that shows another of several is refused.
        var fingerprint = BitConverter.ToString(agreement.Fingerprints[0]).Replace('-', ':');
        text.Line($"a=ice-ufrag:{agreement.Remote.Fragment}")
            .Line($"a=ice-pwd:{agreement.Remote.Password}")
            .Line($"a=fingerprint:sha-256 {fingerprint}")
            .Line("a=setup:actpass");
    }

    private static StringBuilder Line(this StringBuilder text, string line) => text.Append(line).Append("\r\n");
}
