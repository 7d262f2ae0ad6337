using System.Globalization;
using VoiceAgent.EndToEnd.Browsers;
using VoiceAgent.EndToEnd.Servers;
using VoiceAgent.Tests.Common;
using static Microsoft.Playwright.Assertions;

namespace VoiceAgent.EndToEnd;

/// <summary>What the page talks over, and what it does when that does not work, or no longer.</summary>
public sealed class TransportTests
{
    private const string Settings = "VoiceAgent:Transports:WebRtc:";

    [Fact]
    public async Task A_recorded_voice_is_answered_over_webrtc_and_interrupts_the_answer()
    {
        var microphone = new MicrophoneScript()
            .Silence(6)
            .Say("dialog_book_a_room.wav")
            .Silence(12)
            .Say("q_weather.wav")
            .Silence(2)
            .Save("webrtc");
        await using var server = await StartAsync();
        await server.RequireSpeechAsync();
        await using var page = await AssistantPage.OpenAsync(server.Url, new() { Microphone = microphone });

        await page.Toggle.ClickAsync();
        await page.UntilHeardAsync("hello");
        await page.UntilOverAsync("WebRTC");
        await page.UntilUserSaidAsync("book a room");
        await page.UntilAsync("speaking");
        var before = await page.ReceivedVoiceAsync();
        await page.ScreenshotAsync("webrtc-answering");
        await page.UntilHeardAsync("where would you like|in which city");
        var after = await page.ReceivedVoiceAsync();
        Assert.InRange(after.LevelSince(before), -40, 0);
        Tell($"level {after.LevelSince(before):0} dB, playout delay {after.DelaySince(before):0} ms");

        await page.TypeAsync("Help");
        var answer = page.AgentLines.Last;
        await Expect(answer).ToHaveAttributeAsync("data-state", "cut");
        // What was on the way is played, then there is silence while the user speaks on.
        await Task.Delay(300);
        var cut = await page.ReceivedVoiceAsync();
        await Task.Delay(300);
        var silent = await page.ReceivedVoiceAsync();
        Assert.InRange(silent.LevelSince(cut), -100, -55);
        await page.UntilUserSaidAsync("weather");
        await page.UntilHeardAsync("degrees");
        await page.AssertSoundWasPlayedAsync(seconds: 2);
        await page.ScreenshotAsync("webrtc-interruption");
        await Expect(page.Errors).ToHaveCountAsync(0);
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task Where_no_udp_comes_through_the_page_talks_over_the_websocket()
    {
        // The host announces an address at which nobody is.
        await using var server = await StartAsync(CuttablePath.FreePort(), CuttablePath.Address);
        await using var page = await AssistantPage.OpenAsync(server.Url);

        await page.TypeAsync("What is the capital of France?");
        await page.UntilPhaseAsync("live");
        await page.UntilHeardAsync("paris");
        await page.UntilOverAsync("WebSocket");
        Assert.Matches("WebRTC (did not connect|found no way)", await page.FactAsync("Because"));
        await page.ScreenshotAsync("fallback");

        // The page has learned: the next conversation loses no time.
        await page.Toggle.ClickAsync();
        await page.UntilPhaseAsync("ended");
        await page.TypeAsync("What is the capital of Spain?");
        await page.UntilHeardAsync("madrid");
        await Expect(page.Errors).ToHaveCountAsync(0);
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task When_udp_stops_in_mid_conversation_the_page_goes_on_over_the_websocket()
    {
        var port = CuttablePath.FreePort();
        await using var path = new CuttablePath(port);
        await using var server = await StartAsync(port, CuttablePath.Address);
        await using var page = await AssistantPage.OpenAsync(server.Url);

        await page.TypeAsync("What is the capital of France?");
        await page.UntilHeardAsync("paris");
        await page.UntilOverAsync("WebRTC");
        path.Cut();
        await page.TypeAsync("What is the capital of Spain?");
        await page.UntilOverAsync("WebSocket");
        await page.UntilHeardAsync("madrid");
        await page.TypeAsync("What is the capital of Germany?");
        await page.UntilHeardAsync("berlin");

        Assert.Contains("WebRTC was lost", await page.FactAsync("Because"), StringComparison.Ordinal);
        await Expect(page.UserLines).ToHaveCountAsync(3);
        await Expect(page.Page.Locator(".line.note")).ToHaveCountAsync(0);
        await page.ScreenshotAsync("resumed");
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task A_websocket_that_is_cut_in_mid_answer_is_taken_up_again_and_nothing_is_said_twice()
    {
        await using var server = await StartAsync();
        await using var line = CuttableLine.To(server.Url.Port);
        var url = new UriBuilder(server.Url) { Port = line.Port }.Uri;
        await using var page = await AssistantPage.OpenAsync(url, new() { Transport = "websocket" });

        await page.TypeAsync("Help");
        for (var cut = 0; cut < 3; cut++)
        {
            await page.UntilAsync("speaking");
            line.Cut();
            await page.TypeAsync($"What is the capital of {Countries[cut]}?");
            await page.UntilHeardAsync(Capitals[cut]);
        }

        // Each answer stands there once, and so does what was typed while the line was cut.
        foreach (var country in Countries)
        {
            await page.UntilUserSaidAsync(country);
        }

        Assert.Contains("WebSocket was lost", await page.FactAsync("Because"), StringComparison.Ordinal);
        await Expect(page.Page.Locator(".line.note")).ToHaveCountAsync(0);
        await Expect(page.UserLines).ToHaveCountAsync(4);
        await Expect(page.Errors).ToHaveCountAsync(0);
    }

    private static readonly string[] Countries = ["France", "Spain", "Germany"];
    private static readonly string[] Capitals = ["paris", "madrid", "berlin"];

    /// <summary>Starts a host that greets in one word.</summary>
    private static Task<VoiceAgentServer> StartAsync(int udpPort = 0, string announced = "127.0.0.1") =>
        VoiceAgentServer.StartAsync(
            new Dictionary<string, string>
            {
                ["VoiceAgent:Agents:demo:Greeting"] = "Hello.",
                [$"{Settings}UdpPort"] = udpPort.ToString(CultureInfo.InvariantCulture),
                [$"{Settings}BindAddresses:0"] = "127.0.0.1",
                [$"{Settings}PublicAddresses:0"] = announced,
            }
        );

    private static void Tell(string measured) => TestContext.Current.TestOutputHelper?.WriteLine(measured);
}
