using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Tests.Browsers;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.WebRtc;

/// <summary>Real calls of Chromium to the default engine: what every engine does, and what is this one's own.</summary>
public sealed class ChromiumCallTests : ChromiumCallContract
{
    protected override IRtcEngine Create(RtcEngineOptions options) =>
        new RtcEngine(options, TimeProvider.System, NullLogger<RtcEngine>.Instance);

    [Theory]
    [InlineData(RtcDtlsProvider.OpenSsl, true)]
    [InlineData(RtcDtlsProvider.Managed, false)]
    public Task Every_way_to_begin_leads_to_a_call(RtcDtlsProvider provider, bool beginsHandshake) =>
        CallAsync(options =>
        {
            options.DtlsProvider = provider;
            options.BeginsHandshake = beginsHandshake;
        });

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
    public async Task A_restart_of_ICE_has_new_credentials()
    {
        await using var engine = Start();
        await using var page = await PeerPage.OpenAsync();
        await using var session = await engine.AcceptAsync(await page.OfferAsync(), Options, CancellationToken.None);
        await page.AcceptAsync(session.Answer);
        var before = Credentials(session.Answer);

        await session.RestartAsync(await page.RestartAsync(), CancellationToken.None);

        Assert.Empty(before.Intersect(Credentials(session.Answer)));
    }

    private static List<string> Credentials(string description) =>
        [
            .. description
                .Split("\r\n")
                .Where(line => line.StartsWith("a=ice-", StringComparison.Ordinal) && line != "a=ice-lite"),
        ];
}
