using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Tests.Browsers;
using VoiceAgent.Tests.Common;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.WebRtc;

/// <summary>werift, a WebRTC stack in TypeScript, in a call with the engine: tones and messages, not states.</summary>
public sealed class WeriftTests
{
    private static readonly string Folder = RepositoryRoot.File("tests/clients/werift");

    [Theory]
    [InlineData(RtcDtlsProvider.OpenSsl, false)]
    [InlineData(RtcDtlsProvider.OpenSsl, true)]
    [InlineData(RtcDtlsProvider.Managed, false)]
    [InlineData(RtcDtlsProvider.Managed, true)]
    public async Task Tones_and_messages_go_both_ways(RtcDtlsProvider provider, bool beginsHandshake)
    {
        var (exit, _) = await Programs.RunAsync("node", "--version");
        Assert.SkipWhen(exit != 0, "Node.js 20 or newer is not installed.");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules", "werift")),
            "The npm packages of tests/clients/werift are not installed: run scripts/dev.sh setup --test."
        );
        var options = new RtcEngineOptions { DtlsProvider = provider, BeginsHandshake = beginsHandshake };
        options.BindAddresses.Add("127.0.0.1");
        await using var engine = new RtcEngine(options, TimeProvider.System, NullLogger<RtcEngine>.Instance);
        using var client = Programs.Start("node", Path.Combine(Folder, "call.js"));
        try
        {
            var offer = (await HearAsync(client)).GetProperty("offer").GetString()!;
            await using var session = await engine.AcceptAsync(
                offer,
                new() { Codecs = [RtcCodec.Pcmu] },
                CancellationToken.None
            );
            await using var peer = new AnsweringPeer(session);
            await client.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { answer = session.Answer }));

            var told = await HearAsync(client);

            Assert.Equal("connected", told.GetProperty("state").GetString());
            Assert.InRange(told.GetProperty("share").GetDouble(), 0.8, 1.01);
            Assert.Equal("""["hello","length:60000",60000]""", told.GetProperty("received").GetRawText());
            Assert.InRange(Tone.Share(peer.LastSecond, 1000, 8000), 0.8, 1.01);
            Assert.Equal(0, session.Statistics.PacketsDropped);
        }
        finally
        {
            Programs.Stop(client);
        }
    }

    private static async Task<JsonElement> HearAsync(System.Diagnostics.Process client)
    {
        var line = await client
            .StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        if (line is null)
        {
            Assert.Fail(await client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        return JsonSerializer.Deserialize<JsonElement>(line);
    }
}
