using System.Text.RegularExpressions;
using VoiceAgent.EndToEnd.Browsers;
using VoiceAgent.EndToEnd.Servers;
using static Microsoft.Playwright.Assertions;

namespace VoiceAgent.EndToEnd;

/// <summary>Recorded people talk to the page.</summary>
public sealed class SpokenConversationTests
{
    [Fact]
    public async Task Two_turns_of_a_booking_are_understood_answered_and_heard()
    {
        var microphone = new MicrophoneScript()
            .Silence(6)
            .Say("dialog_book_a_room.wav")
            .Silence(8)
            .Say("dialog_mountain_view.wav")
            .Silence(2)
            .Save("booking");
        await using var server = await VoiceAgentServer.StartAsync(
            new Dictionary<string, string> { ["VoiceAgent:Agents:demo:Greeting"] = "Hello." }
        );
        await server.RequireSpeechAsync();
        await using var page = await AssistantPage.OpenAsync(server.Url, new() { Microphone = microphone });

        await page.Toggle.ClickAsync();
        await page.UntilHeardAsync("hello");
        await page.UntilAsync("user_speaking");
        await page.UntilUserSaidAsync("book a room");
        await page.UntilAsync("speaking");
        await page.ScreenshotAsync("spoken-answering");
        await page.UntilHeardAsync("where would you like|in which city");
        await page.UntilAsync("listening");
        await Expect(page.Page.Locator("#latency-total"))
            .ToHaveTextAsync(new Regex(@"^\d+ ms$|^\d+\.\d+ s$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Page.Locator("#latency-parts li").First).ToBeVisibleAsync();

        await page.UntilUserSaidAsync("mountain view");
        await page.UntilHeardAsync("which day|what day");
        await page.UntilAsync("listening");
        await page.AssertSoundWasPlayedAsync(seconds: 2);
        await page.ScreenshotAsync("spoken-two-turns");
        Assert.Equal(2, await page.UserLines.CountAsync());

        await page.Toggle.ClickAsync();
        await page.UntilPhaseAsync("ended");
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task Who_speaks_while_the_agent_speaks_cuts_it_off()
    {
        var microphone = new MicrophoneScript().Silence(9).Say("q_weather.wav").Silence(2).Save("interruption");
        await using var server = await VoiceAgentServer.StartAsync(
            new Dictionary<string, string> { ["VoiceAgent:Agents:demo:Greeting"] = "Hello." }
        );
        await server.RequireSpeechAsync();
        await using var page = await AssistantPage.OpenAsync(server.Url, new() { Microphone = microphone });

        await page.Toggle.ClickAsync();
        await page.UntilHeardAsync("hello");
        await page.TypeAsync("Help");
        var answer = page.AgentLines.Nth(1);
        await Expect(answer).ToHaveAttributeAsync("data-state", "cut");
        await page.UntilUserSaidAsync("weather");
        await page.UntilHeardAsync("degrees");
        await page.ScreenshotAsync("spoken-interruption");

        Assert.NotEmpty(await answer.Locator(".heard").InnerTextAsync());
        Assert.NotEmpty(await answer.Locator("del.unheard").InnerTextAsync());
        await Expect(page.Page.Locator(".line.tool[data-status=result]")).ToContainTextAsync("get_weather");
        page.AssertNoComplaints();
    }
}
