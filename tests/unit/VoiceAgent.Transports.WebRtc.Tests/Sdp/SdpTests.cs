using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Fixtures;
using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Sdp;

public sealed class SdpTests
{
    private static readonly RtcCodec Opus = new("opus", 48000, 96);

    private static readonly SdpLocal Local = new()
    {
        SessionId = 42,
        Version = 1,
        Credentials = new IceCredentials("fragment0000", "password0000000000000000"),
        Fingerprint = string.Join(':', Enumerable.Repeat("AB", 32)),
        Candidates =
        [
            new IceCandidate(new(System.Net.IPAddress.Loopback, 5000), IsTcp: false),
            new IceCandidate(new(System.Net.IPAddress.Loopback, 5000), IsTcp: true),
        ],
        Ssrc = 7,
        CanonicalName = "name",
        MaxMessageSize = 65536,
    };

    [Fact]
    public void Chromiums_offer_is_answered_with_audio_and_data_over_one_transport()
    {
        var (agreement, answer) = Answer("chromium-audio-data", [Opus, RtcCodec.Pcmu]);

        Assert.Equal(111, agreement.Codec.PayloadType);
        Assert.Equal("5Ovs", agreement.Remote.Fragment);
        Assert.Equal(DtlsRole.Server, agreement.Role);
        Assert.Equal(0x1E, Assert.Single(agreement.Fingerprints)[0]);
        Assert.Equal(
            """
            v=0
            o=- 42 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0 1
            a=ice-lite
            a=msid-semantic: WMS *
            m=audio 5000 UDP/TLS/RTP/SAVPF 111
            c=IN IP4 127.0.0.1
            a=mid:0
            a=ice-ufrag:fragment0000
            a=ice-pwd:password0000000000000000
            a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
            a=setup:passive
            a=candidate:1 1 udp 2130706431 127.0.0.1 5000 typ host
            a=candidate:2 1 tcp 1520434943 127.0.0.1 5000 typ host tcptype passive
            a=end-of-candidates
            a=rtcp-mux
            a=sendrecv
            a=rtpmap:111 opus/48000/2
            a=fmtp:111 minptime=10;useinbandfec=1
            a=msid:voiceagent audio
            a=ssrc:7 cname:name
            m=application 5000 UDP/DTLS/SCTP webrtc-datachannel
            c=IN IP4 127.0.0.1
            a=mid:1
            a=ice-ufrag:fragment0000
            a=ice-pwd:password0000000000000000
            a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
            a=setup:passive
            a=candidate:1 1 udp 2130706431 127.0.0.1 5000 typ host
            a=candidate:2 1 tcp 1520434943 127.0.0.1 5000 typ host tcptype passive
            a=end-of-candidates
            a=sctp-port:5000
            a=max-message-size:65536

            """.ReplaceLineEndings("\r\n"),
            answer
        );
    }

    [Fact]
    public void Sections_that_are_not_taken_are_rejected_in_their_place_and_leave_the_bundle()
    {
        var (_, answer) = Answer("chromium-audio-video-data", [RtcCodec.Pcmu]);

        Assert.Contains("a=group:BUNDLE 0 2\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("m=video 0 UDP/TLS/RTP/SAVPF 96 ", answer, StringComparison.Ordinal);
        var lines = answer.Split("\r\n").Where(line => line.StartsWith("m=", StringComparison.Ordinal)).ToList();
        Assert.Equal(["m=audio", "m=video", "m=application"], lines.Select(line => line.Split(' ')[0]));
        Assert.Contains("a=rtpmap:0 PCMU/8000\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_old_data_channel_syntax_is_answered_in_kind()
    {
        var (agreement, answer) = Answer("aiortc-audio-data", [Opus]);

        Assert.Equal(5000, agreement.Data?.SctpPort);
        Assert.Equal("JAlW", agreement.Remote.Fragment);
        Assert.Contains("m=application 5000 DTLS/SCTP 5000\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("a=sctpmap:5000 webrtc-datachannel 65535\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Audio_that_is_only_received_is_only_sent()
    {
        var (agreement, answer) = Answer("chromium-receive-only", [Opus]);

        Assert.Equal(SdpDirection.Send, agreement.Direction);
        Assert.Null(agreement.Data);
        Assert.Contains("a=sendonly\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=setup:actpass", true, "active")]
    [InlineData("a=setup:actpass", false, "passive")]
    [InlineData("a=setup:active", true, "passive")]
    [InlineData("a=setup:passive", false, "active")]
    public void The_end_that_begins_the_handshake_follows_the_offer(string setup, bool prefersClient, string word)
    {
        var text = Fixture.Offer("chromium-audio-data").Replace("a=setup:actpass", setup, StringComparison.Ordinal);

        Assert.True(SdpParser.TryParse(text, out var offer, out _));
        var preferred = prefersClient ? DtlsRole.Client : DtlsRole.Server;
        Assert.True(SdpAgreement.TryCreate(offer, [Opus], preferred, out var agreement, out _));

        Assert.Equal(word is "active", agreement.Role is DtlsRole.Client);
        Assert.Contains($"a=setup:{word}\r\n", SdpAnswer.Write(offer, agreement, Local), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_outside_the_bundle_is_rejected()
    {
        var text = Fixture.Offer("chromium-audio-data").Replace("BUNDLE 0 1", "BUNDLE 0", StringComparison.Ordinal);

        Assert.True(SdpParser.TryParse(text, out var offer, out _));
        Assert.True(SdpAgreement.TryCreate(offer, [Opus], DtlsRole.Server, out var agreement, out _));

        Assert.Null(agreement.Data);
        Assert.Contains(
            "m=application 0 UDP/DTLS/SCTP",
            SdpAnswer.Write(offer, agreement, Local),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Codecs_match_without_case_and_by_static_number()
    {
        var text = Fixture
            .Offer("chromium-audio-data")
            .Replace("opus/48000/2", "OPUS/48000/2", StringComparison.Ordinal)
            .Replace("a=rtpmap:0 PCMU/8000\r\n", "", StringComparison.Ordinal);

        Assert.True(SdpParser.TryParse(text, out var offer, out _));
        Assert.True(SdpAgreement.TryCreate(offer, [Opus], DtlsRole.Server, out var opus, out _));
        Assert.True(SdpAgreement.TryCreate(offer, [RtcCodec.Pcmu], DtlsRole.Server, out var pcmu, out _));

        Assert.Equal(111, opus.Codec.PayloadType);
        Assert.Equal(0, pcmu.Codec.PayloadType);
    }

    [Theory]
    [InlineData("a=rtcp-mux\r\n", "")]
    [InlineData("a=ice-pwd:1vost+IFvXm2ZtI76LH40skS\r\n", "")]
    [InlineData("a=ice-pwd:1vost+IFvXm2ZtI76LH40skS\r\n", "a=ice-pwd:short\r\n")]
    [InlineData("a=fingerprint:sha-256", "a=fingerprint:sha-1")]
    [InlineData("UDP/TLS/RTP/SAVPF", "RTP/AVP")]
    [InlineData("a=setup:actpass", "a=setup:holdconn")]
    [InlineData("a=group:", "a=ice-lite\r\na=group:")]
    public void An_offer_that_lacks_something_is_refused_with_words(string part, string replacement)
    {
        var text = Fixture.Offer("chromium-audio-data").Replace(part, replacement, StringComparison.Ordinal);

        Assert.True(SdpParser.TryParse(text, out var offer, out _));
        Assert.False(SdpAgreement.TryCreate(offer, [Opus], DtlsRole.Server, out _, out var problem));

        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Descriptions_beyond_the_limits_are_refused()
    {
        var text = Fixture.Offer("chromium-audio-data");

        Assert.False(SdpParser.TryParse(text + new string('x', SdpLimits.Length), out _, out var tooLong));
        Assert.Contains("65536", tooLong, StringComparison.Ordinal);
        var sections = string.Concat(Enumerable.Repeat("m=video 9 UDP/TLS/RTP/SAVPF 96\r\n", SdpLimits.Media));
        Assert.False(SdpParser.TryParse(text + sections, out _, out var tooMany));
        Assert.Contains("one too many", tooMany, StringComparison.Ordinal);
        Assert.False(SdpParser.TryParse("hello", out _, out _));
        Assert.False(SdpParser.TryParse("", out _, out _));
    }

    [Fact]
    public void Mutated_offers_never_throw_and_never_smuggle_a_line_into_the_answer()
    {
        var random = new Random(4);
        var offers = Fixture.Offers.Select(Fixture.Offer).ToArray();
        var answered = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = Mutate(offers[random.Next(offers.Length)], random);
            if (
                SdpParser.TryParse(text, out var offer, out _)
                && SdpAgreement.TryCreate(offer, [Opus, RtcCodec.Pcmu], DtlsRole.Server, out var agreement, out _)
            )
            {
                answered++;
                var answer = SdpAnswer.Write(offer, agreement, Local);
                Assert.All(answer.Split("\r\n"), line => Assert.DoesNotContain('\n', line));
            }
        }

        Assert.InRange(answered, 1, 19_999);
    }

    private static (SdpAgreement Agreement, string Answer) Answer(string name, RtcCodec[] codecs)
    {
        Assert.True(SdpParser.TryParse(Fixture.Offer(name), out var offer, out var problem), problem);
        Assert.True(SdpAgreement.TryCreate(offer, codecs, DtlsRole.Server, out var agreement, out problem), problem);
        return (agreement, SdpAnswer.Write(offer, agreement, Local));
    }

    /// <summary>Lines dropped, doubled and swapped, characters changed.</summary>
    private static string Mutate(string text, Random random)
    {
        var lines = text.Split("\r\n").ToList();
        for (var count = random.Next(1, 6); count > 0 && lines.Count > 1; count--)
        {
            var at = random.Next(lines.Count);
            switch (random.Next(5))
            {
                case 0:
                    lines.RemoveAt(at);
                    break;
                case 1:
                    lines.Insert(at, lines[random.Next(lines.Count)]);
                    break;
                case 2:
                    lines[at] = lines[at][..random.Next(lines[at].Length + 1)];
                    break;
                case 3 when lines[at].Length > 0:
                    var characters = lines[at].ToCharArray();
                    characters[random.Next(characters.Length)] = (char)
                        random.Next(0, random.Next(2) == 0 ? 128 : 65536);
                    lines[at] = new string(characters);
                    break;
                default:
                    lines[at] += random.Next();
                    break;
            }
        }

        return string.Join("\r\n", lines);
    }
}
