using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.WebRtc;

/// <summary>Real calls with Chromium: heard tones and echoed messages, not states.</summary>
public sealed class ChromiumCallTests
{
    private static readonly RtcSessionOptions Options = new() { Codecs = [RtcCodec.Pcmu] };

    [Theory]
    [InlineData(RtcDtlsProvider.OpenSsl, false)]
    [InlineData(RtcDtlsProvider.OpenSsl, true)]
    [InlineData(RtcDtlsProvider.Managed, false)]
    public async Task Tones_and_messages_go_both_ways(RtcDtlsProvider provider, bool beginsHandshake)
    {
        await using var engine = Start(options =>
        {
            options.DtlsProvider = provider;
            options.BeginsHandshake = beginsHandshake;
        });
        await using var page = await PeerPage.OpenAsync();
        await using var session = await engine.AcceptAsync(await page.OfferAsync(), Options, CancellationToken.None);
        await using var peer = new AnsweringPeer(session);

        await page.AcceptAsync(session.Answer);

        await page.UntilAsync("peer.connection.connectionState === 'connected' && peer.channelState === 'open'");
        await AssertTonesAsync(page, peer);
        await page.RunAsync("peer.channel.send('hello'), peer.channel.send(new Uint8Array(200000))");
        await page.UntilAsync("peer.received.length === 3");
        Assert.Equal("hello length:200000 bytes:200000", (await page.ReadAsync("peer.received.join(' ')")).GetString());
        Assert.InRange(session.Statistics.PacketsReceived, 20, long.MaxValue);
        Assert.Equal(0, session.Statistics.PacketsDropped);
    }

    [Fact]
    public async Task Where_UDP_is_blocked_the_call_goes_by_TCP()
    {
        await using var engine = Start();
        await using var page = await PeerPage.OpenAsync();
        await using var session = await engine.AcceptAsync(await page.OfferAsync(), Options, CancellationToken.None);
        await using var peer = new AnsweringPeer(session);
        var lines = session.Answer.Split("\r\n").Where(line => !line.Contains(" udp ", StringComparison.Ordinal));

        await page.AcceptAsync(string.Join("\r\n", lines));

        await page.UntilAsync("peer.connection.connectionState === 'connected' && peer.channelState === 'open'");
        await AssertTonesAsync(page, peer);
        await page.RunAsync("peer.channel.send(new Uint8Array(200000))");
        await page.UntilAsync("peer.received.length === 2");
        var protocol = await page.ReadAsync("peer.stats().then(s => s.local[s.pair.localCandidateId].protocol)");
        Assert.Equal("tcp", protocol.GetString());
    }

    [Fact]
    public async Task A_restart_of_ICE_keeps_the_call()
    {
        await using var engine = Start();
        await using var page = await PeerPage.OpenAsync();
        await using var session = await engine.AcceptAsync(await page.OfferAsync(), Options, CancellationToken.None);
        await using var peer = new AnsweringPeer(session);
        await page.AcceptAsync(session.Answer);
        await page.UntilAsync("peer.connection.connectionState === 'connected'");
        var before = session.Answer;

        var answer = await session.RestartAsync(await page.RestartAsync(), CancellationToken.None);
        await page.AcceptAsync(answer);

        Assert.NotEqual(before, answer);
        await page.UntilAsync("peer.stats().then(s => s.pair && s.pair.state === 'succeeded')");
        await AssertTonesAsync(page, peer);
        Assert.Equal("connected", (await page.ReadAsync("peer.connection.connectionState")).GetString());
    }

    [Fact]
    public async Task Closing_closes_the_channel_of_the_page()
    {
        await using var engine = Start();
        await using var page = await PeerPage.OpenAsync();
        await using var session = await engine.AcceptAsync(await page.OfferAsync(), Options, CancellationToken.None);
        await using var peer = new AnsweringPeer(session);
        await page.AcceptAsync(session.Answer);
        await page.UntilAsync("peer.channelState === 'open'");

        Assert.True(session.TrySendMessage("goodbye"u8, isText: true));
        await session.CloseAsync("done");

        await page.UntilAsync("peer.channelState === 'closed'");
        Assert.Equal("goodbye", (await page.ReadAsync("peer.received.at(-1)")).GetString());
        await peer.Reading;
        Assert.Equal("done", peer.Ended);
    }

    [Fact]
    public async Task A_page_that_closes_ends_the_session()
    {
        await using var engine = Start();
        await using var page = await PeerPage.OpenAsync();
        await using var session = await engine.AcceptAsync(await page.OfferAsync(), Options, CancellationToken.None);
        await using var peer = new AnsweringPeer(session);
        await page.AcceptAsync(session.Answer);
        await page.UntilAsync("peer.channelState === 'open'");

        await page.RunAsync("peer.connection.close()");

        await peer.Reading;
        Assert.Equal("the peer closed the connection", peer.Ended);
    }

    private static RtcEngine Start(Action<RtcEngineOptions>? configure = null)
    {
        var options = new RtcEngineOptions();
        options.BindAddresses.Add("127.0.0.1");
        configure?.Invoke(options);
        return new RtcEngine(options, TimeProvider.System, NullLogger<RtcEngine>.Instance);
    }

    private static async Task AssertTonesAsync(PeerPage page, AnsweringPeer peer)
    {
        await page.UntilAsync("Math.abs(peer.loudest().frequency - 440) < 10 && peer.loudest().level > -40");
        var limit = TimeProvider.System.GetTimestamp();
        while (peer.LastSecond is not { Length: 8000 } heard || Tone.Share(heard, 1000, 8000) < 0.8)
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(limit) < TimeSpan.FromSeconds(20),
                "no tone of 1000 Hz came"
            );
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
