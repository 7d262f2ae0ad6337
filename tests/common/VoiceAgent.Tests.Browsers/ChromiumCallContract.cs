using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Engines;
using Xunit;

namespace VoiceAgent.Tests.Browsers;

/// <summary>Real calls of Chromium to an engine: heard tones and echoed messages, not states. Derive a test class that makes the engine.</summary>
public abstract class ChromiumCallContract
{
    private const string IsConnected =
        "peer.connection.connectionState === 'connected' && peer.channelState === 'open'";

    /// <summary>What tests agree to.</summary>
    protected static readonly RtcSessionOptions Options = new() { Codecs = [RtcCodec.Pcmu] };

    /// <summary>Makes the engine.</summary>
    /// <param name="options">Bound to loopback.</param>
    protected abstract IRtcEngine Create(RtcEngineOptions options);

    /// <summary>An engine on loopback.</summary>
    protected IRtcEngine Start(Action<RtcEngineOptions>? configure = null)
    {
        var options = new RtcEngineOptions();
        options.BindAddresses.Add("127.0.0.1");
        configure?.Invoke(options);
        return Create(options);
    }

    [Fact]
    public Task Tones_and_messages_go_both_ways() => CallAsync(_ => { });

    [Fact]
    public async Task Candidates_may_come_later()
    {
        await using var engine = Start();
        await using var page = await PeerPage.OpenAsync();
        await using var session = await engine.AcceptAsync(await page.OfferAsync(), Options, CancellationToken.None);
        await using var peer = new AnsweringPeer(session);

        await page.UntilAsync("peer.connection.iceGatheringState === 'complete'");
        var candidates = await page.ReadAsync("peer.candidates");
        Assert.NotEqual(0, candidates.GetArrayLength());
        foreach (var candidate in candidates.EnumerateArray())
        {
            session.AddRemoteCandidate(candidate.GetString()!);
        }

        await page.AcceptAsync(session.Answer);

        await page.UntilAsync(IsConnected);
        await AssertTonesAsync(page, peer);
    }

    [Fact]
    public async Task A_restart_of_ICE_keeps_the_call()
    {
        await using var engine = Start();
        await using var page = await PeerPage.OpenAsync();
        await using var session = await engine.AcceptAsync(await page.OfferAsync(), Options, CancellationToken.None);
        await using var peer = new AnsweringPeer(session);
        await page.AcceptAsync(session.Answer);
        await page.UntilAsync(IsConnected);
        await page.UntilAsync("peer.stats().then(s => peer.path = s.pair && s.local[s.pair.localCandidateId].port)");

        var answer = await session.RestartAsync(await page.RestartAsync(), CancellationToken.None);
        await page.AcceptAsync(answer);

        // A restart leaves the old path for a new one.
        await page.UntilAsync(
            "peer.stats().then(s => s.pair && s.pair.state === 'succeeded' && s.local[s.pair.localCandidateId].port !== peer.path)"
        );
        var since = peer.Heard;
        await page.RunAsync("peer.channel.send('still here')");
        await page.UntilAsync("peer.received.at(-1) === 'still here'");
        await peer.UntilHeardAsync(since + AnsweringPeer.Second);
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

        // The page may know of its channel before we do.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (!session.TrySendMessage("goodbye"u8, isText: true))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }

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

    /// <summary>One call from the offer to echoed messages.</summary>
    /// <param name="configure">Changes the engine's options.</param>
    protected async Task CallAsync(Action<RtcEngineOptions> configure)
    {
        await using var engine = Start(configure);
        await using var page = await PeerPage.OpenAsync();
        await using var session = await engine.AcceptAsync(await page.OfferAsync(), Options, CancellationToken.None);
        await using var peer = new AnsweringPeer(session);

        await page.AcceptAsync(session.Answer);

        await page.UntilAsync(IsConnected);
        await AssertTonesAsync(page, peer);
        await page.RunAsync("peer.channel.send('hello'), peer.channel.send(new Uint8Array(200000))");
        await page.UntilAsync("peer.received.length === 3");
        Assert.Equal("hello length:200000 bytes:200000", (await page.ReadAsync("peer.received.join(' ')")).GetString());
        Assert.InRange(session.Statistics.PacketsReceived, 20, long.MaxValue);
        Assert.Equal(0, session.Statistics.PacketsDropped);
    }

    private protected static async Task AssertTonesAsync(PeerPage page, AnsweringPeer peer)
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
