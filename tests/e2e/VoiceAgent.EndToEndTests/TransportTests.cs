using System.Diagnostics;
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
    public async Task A_recorded_voice_is_answered_over_webrtc()
    {
        var microphone = new MicrophoneScript()
            .Silence(6)
            .Say("dialog_book_a_room.wav")
            .Silence(8)
            .Say("dialog_mountain_view.wav")
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
        Tell($"Level {after.LevelSince(before):0} dB, mean playout delay {after.DelaySince(before):0} ms");

        await page.UntilUserSaidAsync("mountain view");
        await page.UntilHeardAsync("which day|what day");
        await page.AssertSoundWasPlayedAsync(seconds: 2);
        await page.ScreenshotAsync("webrtc-two-turns");
        await Expect(page.Errors).ToHaveCountAsync(0);
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task Who_speaks_over_webrtc_while_the_agent_speaks_cuts_it_off()
    {
        var microphone = new MicrophoneScript().Silence(9).Say("q_weather.wav").Silence(2).Save("webrtc-interruption");
        await using var server = await StartAsync();
        await server.RequireSpeechAsync();
        await using var page = await AssistantPage.OpenAsync(server.Url, new() { Microphone = microphone });

        await page.Toggle.ClickAsync();
        await page.UntilHeardAsync("hello");
        await page.UntilOverAsync("WebRTC");
        var before = await page.ReceivedVoiceAsync();
        await page.TypeAsync("Help");
        var answer = page.AgentLines.Nth(1);
        await Expect(answer).ToHaveAttributeAsync("data-state", "cut");
        Assert.InRange((await page.ReceivedVoiceAsync()).LevelSince(before), -40, 0);

        // What was on the way is played; then the agent is silent for as long as the user speaks.
        await page.UntilReceivedAsync(seconds: 0.3);
        var cut = await page.ReceivedVoiceAsync();
        await page.UntilReceivedAsync(seconds: 0.3);
        Assert.InRange((await page.ReceivedVoiceAsync()).LevelSince(cut), -100, -55);
        await page.UntilUserSaidAsync("weather");
        await page.UntilHeardAsync("degrees");
        await page.ScreenshotAsync("webrtc-interruption");
        Assert.NotEmpty(await answer.Locator(".heard").InnerTextAsync());
        Assert.NotEmpty(await answer.Locator("del.unheard").InnerTextAsync());
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task Where_no_udp_comes_through_the_page_talks_over_the_websocket()
    {
        // The host announces an address at which nobody is.
        await using var server = await StartAsync(CuttablePath.FreePort(), CuttablePath.Address);
        await using var page = await AssistantPage.OpenAsync(server.Url);

        var begun = Stopwatch.GetTimestamp();
        await page.TypeAsync("What is the capital of France?");
        await page.UntilPhaseAsync("live");
        Tell($"Live over the WebSocket after {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s");
        await page.UntilHeardAsync("paris");
        await page.UntilOverAsync("WebSocket");
        Assert.Matches("WebRTC (did not connect|found no way)", await page.FactAsync("Because"));
        await page.ScreenshotAsync("fallback");

        // The page has learned: the next conversation loses no time.
        await page.Toggle.ClickAsync();
        await page.UntilPhaseAsync("ended");
        await page.TypeAsync("What is the capital of Spain?");
        await page.UntilPhaseAsync("live");
        Assert.StartsWith("The WebSocket works", await page.FactAsync("Because"), StringComparison.Ordinal);
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
        var cut = Stopwatch.GetTimestamp();
        await page.TypeAsync("What is the capital of Spain?");
        await page.UntilOverAsync("WebSocket");
        Tell($"Noticed and taken up again after {Stopwatch.GetElapsedTime(cut).TotalSeconds:0.0} s");
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
    public async Task What_is_said_while_nothing_comes_through_is_understood_afterwards()
    {
        var microphone = new MicrophoneScript().Silence(7).Say("q_weather.wav").Silence(2).Save("blackout");
        var port = CuttablePath.FreePort();
        await using var path = new CuttablePath(port);
        await using var server = await StartAsync(port, CuttablePath.Address);
        await server.RequireSpeechAsync();
        await using var page = await AssistantPage.OpenAsync(server.Url, new() { Microphone = microphone });

        await page.Toggle.ClickAsync();
        await page.UntilHeardAsync("hello");
        await page.UntilOverAsync("WebRTC");
        path.Cut();
        await page.UntilUserSaidAsync("weather");
        await page.UntilOverAsync("WebSocket");
        await page.UntilHeardAsync("degrees");
        await Expect(page.UserLines).ToHaveCountAsync(1);
        await Expect(page.Errors).ToHaveCountAsync(0);
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task A_websocket_that_is_cut_in_mid_answer_is_taken_up_again_and_nothing_is_said_twice()
    {
        await using var server = await StartAsync();
        await using var line = CuttableLine.To(server.Url.Port);
        var url = new UriBuilder(server.Url) { Port = line.Port }.Uri;
        await using var page = await AssistantPage.OpenAsync(url, new() { Transport = "websocket" });

        foreach (var city in Cities)
        {
            await page.TypeAsync($"What's the weather in {city}?");
            await page.UntilAsync("speaking");
            line.Cut();
            await page.UntilHeardAsync($"{city}.*degrees");
            await page.UntilAsync("listening");
        }

        line.Cut();
        await page.TypeAsync("What is the capital of Germany?");
        await page.UntilHeardAsync("berlin");

        Assert.Contains("WebSocket was lost", await page.FactAsync("Because"), StringComparison.Ordinal);
        await page.ScreenshotAsync("cut-and-resumed");
        await Expect(page.UserLines).ToHaveCountAsync(Cities.Length + 1);
        // The greeting, and one answer to each question, none of them cut off.
        await Expect(page.AgentLines).ToHaveCountAsync(Cities.Length + 2);
        await Expect(page.Page.Locator(".line.agent[data-state=cut], .line.note")).ToHaveCountAsync(0);
        await Expect(page.Errors).ToHaveCountAsync(0);
    }

    private static readonly string[] Cities = ["Madrid", "London", "Seattle"];

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
