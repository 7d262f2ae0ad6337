using System.Net;
using System.Net.Sockets;
using System.Text;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Engines;
using Xunit;

namespace VoiceAgent.Tests.WebRtc;

/// <summary>What every engine does with offers and candidates, and with peers that do not play by the rules. Derive a test class that makes the engine.</summary>
public abstract class RtcSignallingContract : RtcEngineFixture
{
    private const int DamagedOffers = 500;

    [Theory(Timeout = Limit)]
    [InlineData("")]
    [InlineData("v=0\r\n")]
    [InlineData("v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n")]
    public async Task An_offer_that_cannot_be_taken_is_refused_with_a_code(string offer)
    {
        var refused = await Assert.ThrowsAsync<VoiceAgentException>(async () =>
            await Engine.AcceptAsync(offer, Options, Cancellation)
        );

        Assert.Equal(ErrorCodes.InvalidOffer, refused.Code);
    }

    [Fact(Timeout = Limit)]
    public async Task A_damaged_offer_is_answered_or_refused_with_a_code()
    {
        await using var engine = Create(options => options.MaxHalfOpen = 1);
        var random = new Random(31);
        var offer = Encoding.UTF8.GetBytes(AddPeer(1).Call.Offer);
        for (var i = 0; i < DamagedOffers; i++)
        {
            var damaged = Encoding.UTF8.GetString(Mutation.Of(offer, random));
            try
            {
                await using var session = await engine.AcceptAsync(damaged, Options, Cancellation);
                Assert.StartsWith("v=0\r\n", session.Answer, StringComparison.Ordinal);
            }
            catch (VoiceAgentException refused)
            {
                Assert.Equal(ErrorCodes.InvalidOffer, refused.Code);
            }
        }
    }

    [Fact(Timeout = Limit)]
    public async Task The_answer_takes_what_it_can_and_rejects_the_rest_in_its_place()
    {
        var peer = AddPeer(1);
        const string Video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\na=rtpmap:96 VP8/90000\r\n";
        var offer = peer.Call.Offer.Replace("m=audio", Video + "m=audio", StringComparison.Ordinal);

        var session = await ConnectAsync(Engine, peer, _ => offer);

        var sections = session.Answer.Split("\r\n").Where(line => line.StartsWith("m=", StringComparison.Ordinal));
        Assert.Collection(
            sections,
            line => Assert.StartsWith("m=video 0 ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("m=audio ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("m=application ", line, StringComparison.Ordinal)
        );
        Assert.Contains("a=group:BUNDLE 0 1\r\n", session.Answer, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Our_preferred_codec_is_taken_under_the_number_of_the_peer()
    {
        var options = Options with { Codecs = [RtcCodec.Opus, RtcCodec.Pcmu] };
        var offer = AddPeer(1)
            .Call.Offer.Replace("UDP/TLS/RTP/SAVPF 0", "UDP/TLS/RTP/SAVPF 0 101", StringComparison.Ordinal)
            .Replace("a=rtpmap:0", "a=rtpmap:101 OPUS/48000/2\r\na=rtpmap:0", StringComparison.Ordinal);

        await using var session = await Engine.AcceptAsync(offer, options, Cancellation);

        Assert.Equal(RtcCodec.Opus with { PayloadType = 101 }, session.Codec);
        Assert.Contains("SAVPF 101\r\n", session.Answer, StringComparison.Ordinal);
        Assert.Contains("a=rtpmap:101 opus/48000/2\r\n", session.Answer, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData(97)]
    [InlineData(101)]
    public async Task Audio_flows_under_any_number(byte payloadType)
    {
        var codec = RtcCodec.Pcmu with { PayloadType = payloadType };
        var peer = AddPeer(1, codec);
        var session = await ConnectAsync(Engine, peer);

        peer.Call.TrySendAudio([3], 160);
        Assert.True(session.TrySendAudio([4], 160, marker: false));

        Assert.Equal([3], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
        await UntilAsync(() => peer.Inputs.Count == 1);
        Assert.Equal([4], peer.Inputs.Single().Payload.ToArray());
    }

    [Theory(Timeout = Limit)]
    [InlineData("active", "passive")]
    [InlineData("passive", "active")]
    public async Task Who_begins_the_handshake_is_as_the_peer_wants(string offered, string answered)
    {
        var peer = AddPeer(1);

        var session = await ConnectAsync(
            Engine,
            peer,
            offer => offer.Replace("a=setup:actpass", "a=setup:" + offered, StringComparison.Ordinal)
        );

        Assert.Contains($"a=setup:{answered}\r\n", session.Answer, StringComparison.Ordinal);
        peer.Call.TrySendAudio([1], 160);
        Assert.Equal([1], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
    }

    [Fact(Timeout = Limit)]
    public async Task A_peer_that_takes_no_audio_is_sent_none()
    {
        var session = await ConnectAsync(
            Engine,
            AddPeer(1),
            offer => offer.Replace("a=sendrecv", "a=sendonly", StringComparison.Ordinal)
        );

        Assert.Contains("a=recvonly\r\n", session.Answer, StringComparison.Ordinal);
        Assert.False(session.TrySendAudio([1], 160, marker: false));
    }

    [Fact(Timeout = Limit)]
    public async Task Candidates_that_come_later_are_taken_and_broken_ones_passed_over()
    {
        var peer = AddPeer(1);
        var session = await Engine.AcceptAsync(peer.Call.Offer, Options, Cancellation);

        session.AddRemoteCandidate("");
        session.AddRemoteCandidate("candidate:");
        session.AddRemoteCandidate("candidate:1 1 udp 1 not-an-address 9 typ host");
        session.AddRemoteCandidate("candidate:1 1 tcp 1518280447 127.0.0.1 9 typ host tcptype active");
        session.AddRemoteCandidate(new string('x', 100_000));
        session.AddRemoteCandidate($"candidate:1 1 udp 2130706431 127.0.0.1 {peer.Call.Port} typ host generation 0");
        peer.Accept(session.Answer);
        await UntilAsync(() => peer.Call.Connected.IsCompleted);

        await NextAsync(session, RtcInputKind.Connected);
        session.AddRemoteCandidate("candidate:2 1 udp 2130706175 127.0.0.2 50000 typ host");
        peer.Call.TrySendAudio([1], 160);
        Assert.Equal([1], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
    }

    [Fact(Timeout = Limit)]
    public async Task A_peer_that_never_connects_is_given_up()
    {
        var options = Options with { ConnectDeadline = TimeSpan.FromMilliseconds(50) };

        var session = await Engine.AcceptAsync(AddPeer(1).Call.Offer, options, Cancellation);

        Assert.False(session.TrySendAudio([1], 0, marker: false));
        Assert.False(session.TrySendMessage("early"u8, isText: true));
        var end = await NextAsync(session, RtcInputKind.Closed);
        Assert.False(end.IsGoodbye);
        Assert.Equal("the peer did not connect in time", end.Reason);
    }

    [Fact(Timeout = Limit)]
    public async Task A_peer_with_another_certificate_is_not_let_in()
    {
        using var other = DtlsCertificate.Create(TimeProvider.System);
        await using var stranger = new EnginePeer(1, certificate: other);
        var told = stranger.Call.Offer.Replace(
            Fingerprint(stranger),
            Fingerprint(AddPeer(2)),
            StringComparison.Ordinal
        );
        var session = await Engine.AcceptAsync(told, Options, Cancellation);
        stranger.Accept(session.Answer);

        var reading = NextAsync(session, RtcInputKind.Closed);
        while (!reading.IsCompleted)
        {
            stranger.Call.Tick();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }

        Assert.Contains("certificate", (await reading).Reason, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task A_restart_with_another_certificate_is_refused_and_the_call_goes_on()
    {
        var (session, peer) = await ConnectAsync();
        using var other = DtlsCertificate.Create(TimeProvider.System);
        await using var stranger = new EnginePeer(7, certificate: other);

        foreach (var offer in new[] { stranger.Call.Offer, "", "v=0\r\n" })
        {
            var refused = await Assert.ThrowsAsync<VoiceAgentException>(async () =>
                await session.RestartAsync(offer, Cancellation)
            );
            Assert.Equal(ErrorCodes.InvalidOffer, refused.Code);
        }

        peer.Call.TrySendAudio([1], 160);
        Assert.Equal([1], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
    }

    [Fact(Timeout = Limit)]
    public async Task A_flood_of_half_open_sessions_is_refused_until_one_ends()
    {
        await using var engine = Create(options => options.MaxHalfOpen = 3);
        var talking = AddPeer(2);
        var open = await ConnectAsync(engine, talking);
        var offer = AddPeer(1).Call.Offer;
        var sessions = new List<IRtcSession>();
        for (var i = 0; i < 3; i++)
        {
            sessions.Add(await engine.AcceptAsync(offer, Options, Cancellation));
        }

        var refused = await Assert.ThrowsAsync<VoiceAgentException>(async () =>
            await engine.AcceptAsync(offer, Options, Cancellation)
        );
        Assert.Equal(ErrorCodes.ServerBusy, refused.Code);
        talking.Call.TrySendAudio([7, 8], 160);
        Assert.Equal([7, 8], (await NextAsync(open, RtcInputKind.Audio)).Payload.ToArray());

        await sessions[0].DisposeAsync();
        await engine.AcceptAsync(offer, Options, Cancellation);
    }

    [Fact(Timeout = Limit)]
    public async Task Sessions_beyond_the_limit_are_refused_until_one_ends()
    {
        await using var engine = Create(options => options.MaxSessions = 1);
        var session = await ConnectAsync(engine, AddPeer(1));
        var offer = AddPeer(2).Call.Offer;

        var refused = await Assert.ThrowsAsync<VoiceAgentException>(async () =>
            await engine.AcceptAsync(offer, Options, Cancellation)
        );
        Assert.Equal(ErrorCodes.ServerBusy, refused.Code);

        await session.DisposeAsync();
        await engine.AcceptAsync(offer, Options, Cancellation);
    }

    [Fact(Timeout = Limit)]
    public async Task Strangers_disturb_nobody()
    {
        var (session, peer) = await ConnectAsync();
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var server = EnginePeer.AddressIn(session.Answer);
        var random = new Random(8);

        for (var i = 0; i < 1000; i++)
        {
            var datagram = new byte[random.Next(1, 200)];
            random.NextBytes(datagram);
            stranger.SendTo(datagram, server);
        }

        peer.Call.TrySendAudio([9], 160);
        Assert.Equal([9], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
    }

    [Fact(Timeout = Limit)]
    public async Task Announced_addresses_are_told_instead_of_the_bound_ones()
    {
        await using var engine = Create(options => options.PublicAddresses.Add("203.0.113.7"));

        var session = await engine.AcceptAsync(AddPeer(3).Call.Offer, Options, Cancellation);

        Assert.Equal(IPAddress.Parse("203.0.113.7"), EnginePeer.AddressIn(session.Answer).Address);
        Assert.DoesNotContain("127.0.0.1", session.Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("300.1.1.1")]
    [InlineData("localhost")]
    public void An_address_that_is_none_is_named_in_the_error(string address)
    {
        var refused = Assert.Throws<VoiceAgentException>(() => Create(options => options.PublicAddresses.Add(address)));

        Assert.Equal(ErrorCodes.InvalidConfiguration, refused.Code);
        Assert.Contains(address, refused.Message, StringComparison.Ordinal);
    }

    private static string Fingerprint(EnginePeer peer) =>
        peer.Call.Offer.Split("\r\n").Single(line => line.StartsWith("a=fingerprint:", StringComparison.Ordinal));
}
