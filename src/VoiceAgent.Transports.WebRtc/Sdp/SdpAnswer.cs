using System.Text;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;

namespace VoiceAgent.Transports.WebRtc.Sdp;

/// <summary>Writes answers (RFC 3264 section 6, RFC 9429 section 5.3): every section of the offer in its place, what is not taken with port 0.</summary>
internal static class SdpAnswer
{
    private const int SctpPort = 5000;

    /// <summary>Channels as descriptions name them: two for Opus, always (RFC 7587 section 7), else one.</summary>
    public static int ChannelsOf(RtcCodec codec) => IsOpus(codec) ? 2 : 1;

    /// <summary>Writes the answer.</summary>
    public static string Write(SdpOffer offer, SdpAgreement agreement, SdpLocal local)
    {
        var text = new StringBuilder(1024);
        var first = local.Candidates[0];
        text.Line("v=0")
            .Line($"o=- {local.SessionId} {local.Version} IN {first.NetworkType} {first.Endpoint.Address}")
            .Line("s=-")
            .Line("t=0 0");
        if (offer.Bundle.Count > 0 && agreement.Audio.Mid is { } mid && offer.Bundle.Contains(mid))
        {
            // In the offer's order: the first one names the transport.
            var taken = offer.Bundle.Where(name => name == mid || name == agreement.Data?.Mid);
            text.Line($"a=group:BUNDLE {string.Join(' ', taken)}");
        }

        if (local.IsLite)
        {
            text.Line("a=ice-lite");
        }

        text.Line("a=msid-semantic: WMS *");
        foreach (var media in offer.Media)
        {
            WriteMedia(text, media, agreement, local);
        }

        return text.ToString();
    }

    private static void WriteMedia(StringBuilder text, SdpMedia media, SdpAgreement agreement, SdpLocal local)
    {
        if (ReferenceEquals(media, agreement.Audio))
        {
            WriteHead(text, media, local, agreement.Codec.PayloadType.ToString());
            WriteTransport(text, agreement, local);
            WriteAudio(text, agreement, local);
        }
        else if (ReferenceEquals(media, agreement.Data))
        {
            WriteHead(text, media, local, media.IsOldDataSyntax ? $"{SctpPort}" : "webrtc-datachannel");
            WriteTransport(text, agreement, local);
            text.Line(
                    media.IsOldDataSyntax ? $"a=sctpmap:{SctpPort} webrtc-datachannel 65535" : $"a=sctp-port:{SctpPort}"
                )
                .Line($"a=max-message-size:{local.MaxMessageSize}");
        }
        else
        {
            text.Line($"m={media.Kind} 0 {media.Protocol} {string.Join(' ', media.Formats)}").Line("c=IN IP4 0.0.0.0");
            WriteMid(text, media);
            text.Line("a=inactive");
        }
    }

    private static void WriteHead(StringBuilder text, SdpMedia media, SdpLocal local, string format)
    {
        var first = local.Candidates[0];
        text.Line($"m={media.Kind} {first.Endpoint.Port} {media.Protocol} {format}")
            .Line($"c=IN {first.NetworkType} {first.Endpoint.Address}");
        WriteMid(text, media);
    }

    private static void WriteMid(StringBuilder text, SdpMedia media)
    {
        if (media.Mid is not null)
        {
            text.Line($"a=mid:{media.Mid}");
        }
    }

    private static void WriteTransport(StringBuilder text, SdpAgreement agreement, SdpLocal local)
    {
        text.Line($"a=ice-ufrag:{local.Credentials.Fragment}")
            .Line($"a=ice-pwd:{local.Credentials.Password}")
            .Line($"a=fingerprint:sha-256 {local.Fingerprint}")
            .Line($"a=setup:{(agreement.Role is DtlsRole.Client ? "active" : "passive")}");
        for (var i = 0; i < local.Candidates.Count; i++)
        {
            text.Line($"a=candidate:{local.Candidates[i].Describe(i)}");
        }

        text.Line("a=end-of-candidates");
    }

    private static void WriteAudio(StringBuilder text, SdpAgreement agreement, SdpLocal local)
    {
        var codec = agreement.Codec;
        text.Line("a=rtcp-mux")
            .Line(
                agreement.Direction switch
                {
                    SdpDirection.SendReceive => "a=sendrecv",
                    SdpDirection.Send => "a=sendonly",
                    SdpDirection.Receive => "a=recvonly",
                    _ => "a=inactive",
                }
            )
            .Line($"a=rtpmap:{codec.PayloadType} {codec.Name}/{codec.ClockRate}{(IsOpus(codec) ? "/2" : "")}");
        if (IsOpus(codec))
        {
            text.Line($"a=fmtp:{codec.PayloadType} minptime=10;useinbandfec=1");
        }

        if (agreement.Direction.HasFlag(SdpDirection.Send))
        {
            text.Line("a=msid:voiceagent audio").Line($"a=ssrc:{local.Ssrc} cname:{local.CanonicalName}");
        }
    }

    private static bool IsOpus(RtcCodec codec) => codec.Name.Equals("opus", StringComparison.OrdinalIgnoreCase);

    private static StringBuilder Line(this StringBuilder text, string line) => text.Append(line).Append("\r\n");
}
