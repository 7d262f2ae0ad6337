using VoiceAgent.EndToEnd.Browsers;
using VoiceAgent.EndToEnd.Servers;
using static Microsoft.Playwright.Assertions;

namespace VoiceAgent.EndToEnd;

/// <summary>The page without a microphone, and an agent without ears or voice.</summary>
public sealed class TypedConversationTests
{
    [Fact]
    public async Task Typing_starts_a_conversation_and_takes_turns()
    {
        await using var server = await VoiceAgentServer.StartAsync();
        await using var page = await AssistantPage.OpenAsync(server.Url);

        await page.TypeAsync("What is seven times eight?");
        await page.UntilUserSaidAsync("seven times eight");
        await page.UntilHeardAsync("fifty|56");
        await page.TypeAsync("What is the capital of France?");
        await page.UntilHeardAsync("paris");
        await page.ScreenshotAsync("typed");

        await Expect(page.Page.Locator(".line.tool").First).ToContainTextAsync("calculate");
        await Expect(page.Errors).ToHaveCountAsync(0);
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task A_suggestion_is_one_click()
    {
        await using var server = await VoiceAgentServer.StartAsync();
        await using var page = await AssistantPage.OpenAsync(server.Url);

        foreach (var suggestion in await page.Page.Locator("#hints button").AllInnerTextsAsync())
        {
            await page.Page.Locator("#hints button").Filter(new() { HasTextString = suggestion }).ClickAsync();
            await page.UntilUserSaidAsync(suggestion.Replace("?", "", StringComparison.Ordinal));
        }

        // Whatever the page suggests is understood.
        await Expect(page.Page.Locator(".user.refused")).ToHaveCountAsync(0);
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task Without_a_microphone_the_page_says_why_and_goes_on_in_writing()
    {
        await using var server = await VoiceAgentServer.StartAsync();
        await server.RequireSpeechAsync();
        await using var page = await AssistantPage.OpenAsync(server.Url, new() { AllowMicrophone = false });

        await page.Toggle.ClickAsync();
        await page.UntilPhaseAsync("live");
        await Expect(page.Problems).ToContainTextAsync(["microphone is blocked"]);
        await page.TypeAsync("What time is it?");
        await page.UntilHeardAsync("it's");
        await page.ScreenshotAsync("microphone-denied");
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task An_agent_that_cannot_hear_is_typed_to()
    {
        await using var server = await VoiceAgentServer.StartAsync(
            new Dictionary<string, string> { ["VoiceAgent:Agents:demo:SpeechToText"] = "none" }
        );
        await using var page = await AssistantPage.OpenAsync(server.Url);

        await Expect(page.Toggle).ToHaveTextAsync("Start");
        await page.Toggle.ClickAsync();
        await page.UntilPhaseAsync("live");
        await Expect(page.Problems).ToContainTextAsync(["no_speech_recognition"]);
        await Expect(page.Page.Locator("#microphone")).ToBeHiddenAsync();
        await page.TypeAsync("What is the capital of Spain?");
        await page.UntilHeardAsync("madrid");
        await page.ScreenshotAsync("no-recogniser");
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task An_agent_that_cannot_speak_answers_in_writing()
    {
        await using var server = await VoiceAgentServer.StartAsync(
            new Dictionary<string, string> { ["VoiceAgent:Agents:demo:TextToSpeech"] = "none" }
        );
        await using var page = await AssistantPage.OpenAsync(server.Url);

        await page.TypeAsync("What is the capital of Italy?");
        await Expect(page.Problems).ToContainTextAsync(["no_speech_synthesis"]);
        await page.UntilHeardAsync("rome");
        // There is no voice for a screen reader to compete with.
        await Expect(page.Page.Locator("#lines")).ToHaveAttributeAsync("aria-live", "polite");
        await page.ScreenshotAsync("no-voice");
        page.AssertNoComplaints();
    }
}
