using VoiceAgent.EndToEnd.Browsers;
using VoiceAgent.EndToEnd.Servers;
using static Microsoft.Playwright.Assertions;

namespace VoiceAgent.EndToEnd;

/// <summary>What the page does when the server goes away.</summary>
public sealed class ReconnectionTests
{
    [Fact]
    public async Task The_page_comes_back_by_itself_when_the_server_restarts()
    {
        await using var first = await VoiceAgentServer.StartAsync();
        await using var page = await AssistantPage.OpenAsync(first.Url);
        await page.TypeAsync("What is the capital of Japan?");
        await page.UntilHeardAsync("tokyo");

        await first.ShutDownAsync();
        await page.UntilPhaseAsync("retrying");
        await page.ScreenshotAsync("server-restarting");
        await using var second = await VoiceAgentServer.StartAsync(port: first.Url.Port);
        await page.UntilPhaseAsync("live");
        await page.TypeAsync("What is the capital of Germany?");
        await page.UntilHeardAsync("berlin");
        Assert.Equal(2, await page.UserLines.CountAsync());
    }

    [Fact]
    public async Task A_conversation_that_was_stopped_can_be_started_again()
    {
        await using var server = await VoiceAgentServer.StartAsync();
        await using var page = await AssistantPage.OpenAsync(server.Url);

        for (var conversation = 1; conversation <= 2; conversation++)
        {
            await page.Toggle.ClickAsync();
            await page.UntilPhaseAsync("live");
            await Expect(page.AgentLines).ToHaveCountAsync(conversation);
            await page.Toggle.ClickAsync();
            await page.UntilPhaseAsync("ended");
        }

        await Expect(page.Page.Locator(".line.note")).ToHaveCountAsync(2);
        page.AssertNoComplaints();
    }
}
