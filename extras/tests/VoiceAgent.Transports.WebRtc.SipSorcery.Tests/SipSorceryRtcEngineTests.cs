using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Errors;
using VoiceAgent.Tests.WebRtc;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>What is this engine's own: a port for each session, checks of its own, and how it comes into an application.</summary>
public sealed class SipSorceryRtcEngineTests : RtcEngineFixture
{
    protected override IRtcEngine Create(RtcEngineOptions options) =>
        new SipSorceryRtcEngine(options, TimeProvider.System, NullLogger<SipSorceryRtcEngine>.Instance);

    [Fact]
    public async Task Each_session_has_a_port_of_its_own_from_the_range()
    {
        const int First = 41_000;
        await using var engine = Create(options => (options.UdpPort, options.MaxSessions) = (First, 50));
        var offer = AddPeer(1).Call.Offer;

        var one = await engine.AcceptAsync(offer, Options, Cancellation);
        var other = await engine.AcceptAsync(offer, Options, Cancellation);

        int[] ports = [EnginePeer.AddressIn(one.Answer).Port, EnginePeer.AddressIn(other.Answer).Port];
        Assert.All(ports, port => Assert.InRange(port, First, First + 99));
        Assert.Equal(2, ports.Distinct().Count());
    }

    [Theory]
    [InlineData(41_001, 50)]
    [InlineData(65_000, 1000)]
    public void A_port_that_cannot_begin_the_range_is_named_in_the_error(int port, int sessions)
    {
        var refused = Assert.Throws<VoiceAgentException>(() =>
            Create(options => (options.UdpPort, options.MaxSessions) = (port, sessions))
        );

        Assert.Equal(ErrorCodes.InvalidConfiguration, refused.Code);
        Assert.Contains($"UdpPort {port}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_one_address_to_listen_on_is_refused()
    {
        var refused = Assert.Throws<VoiceAgentException>(() =>
            Create(options => options.BindAddresses.Add("127.0.0.2"))
        );

        Assert.Equal(ErrorCodes.InvalidConfiguration, refused.Code);
    }

    [Fact]
    public async Task It_is_no_lite_agent_and_says_so()
    {
        var session = await Engine.AcceptAsync(AddPeer(1).Call.Offer, Options, Cancellation);

        Assert.DoesNotContain("ice-lite", session.Answer, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task A_peer_that_falls_silent_is_doubted_until_it_is_back()
    {
        var (session, peer) = await ConnectAsync();

        // Without its time the peer makes no checks.
        await NextAsync(session, RtcInputKind.Disconnected);
        Assert.True(session.TrySendAudio([1], 160, marker: false));

        await WhileTickingAsync(NextAsync(session, RtcInputKind.Connected));
        peer.Call.TrySendAudio([2], 160);
        Assert.Equal([2], (await NextAsync(session, RtcInputKind.Audio)).Payload.ToArray());
    }

    [Fact(Timeout = Limit)]
    public async Task A_flood_of_messages_is_bounded_and_counted()
    {
        var (session, peer) = await ConnectWithChannelAsync();
        var message = new byte[100_000];

        for (var i = 0; i < 30; i++)
        {
            await UntilAsync(() => peer.Call.TrySendMessage(message, isText: false));
        }

        // Nobody reads: a megabyte is kept, the rest is not.
        await UntilAsync(() => session.Statistics.PacketsDropped > 0);
        peer.Call.TrySendAudio([3], 160);
        await NextAsync(session, RtcInputKind.Binary);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_application_takes_it_before_or_after_the_transport(bool isFirst)
    {
        var services = new ServiceCollection().AddLogging();
        var agents = services.AddVoiceAgent();
        _ = isFirst
            ? agents.AddSipSorceryEngine().AddWebRtcTransport(Configure)
            : agents.AddWebRtcTransport(Configure).AddSipSorceryEngine();
        await using var provider = services.BuildServiceProvider();

        var engine = Assert.Single(provider.GetServices<IRtcEngine>());

        Assert.IsType<SipSorceryRtcEngine>(engine);
        Assert.Equal("sipsorcery", engine.Name);
        var session = await engine.AcceptAsync(AddPeer(1).Call.Offer, Options, Cancellation);
        Assert.Equal("203.0.113.9", EnginePeer.AddressIn(session.Answer).Address.ToString());
    }

    [Fact]
    public async Task After_its_end_it_takes_no_offer()
    {
        var engine = Create();
        await engine.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
            await engine.AcceptAsync(AddPeer(1).Call.Offer, Options, Cancellation)
        );
    }

    private static void Configure(WebRtcTransportOptions options)
    {
        options.BindAddresses.Add("127.0.0.1");
        options.PublicAddresses.Add("203.0.113.9");
    }
}
