using Microsoft.Playwright;
using VoiceAgent.EndToEnd.Browsers;
using VoiceAgent.EndToEnd.Servers;
using static Microsoft.Playwright.Assertions;

namespace VoiceAgent.EndToEnd;

/// <summary>The page on a desk and in a hand, by day and by night. Its pictures are kept to be looked at.</summary>
public sealed class AppearanceTests
{
    [Theory]
    [InlineData("desktop", 1280, 800, ColorScheme.Light)]
    [InlineData("desktop", 1280, 800, ColorScheme.Dark)]
    [InlineData("phone", 390, 844, ColorScheme.Light)]
    [InlineData("phone", 390, 844, ColorScheme.Dark)]
    public async Task Everything_fits_the_screen(string device, int width, int height, ColorScheme colors)
    {
        await using var server = await VoiceAgentServer.StartAsync();
        await using var page = await AssistantPage.OpenAsync(
            server.Url,
            new()
            {
                Width = width,
                Height = height,
                Colors = colors,
                Transport = "websocket",
                Server = StagedServer.Play,
            }
        );
        var name = $"{device}-{colors}".ToLowerInvariant();
        await AssertFitsAsync(page.Page, width);
        await page.ScreenshotAsync($"{name}-welcome");

        await page.Toggle.ClickAsync();
        await page.UntilAsync("speaking");
        await Expect(page.UserLines.Last).ToContainTextAsync("and what");
        await Expect(page.UserLines.Last).ToBeInViewportAsync();
        await AssertFitsAsync(page.Page, width);
        await page.ScreenshotAsync($"{name}-conversation");

        await page.Page.Locator("#statistics summary").ClickAsync();
        await Expect(page.Page.Locator("#statistics-rows tr")).ToHaveCountAsync(9);
        await AssertFitsAsync(page.Page, width);
        await page.Page.Locator("#statistics").EvaluateAsync("section => section.scrollIntoView()");
        await page.ScreenshotAsync($"{name}-statistics");
        page.AssertNoComplaints();
    }

    [Fact]
    public async Task The_page_is_used_with_the_keyboard_alone()
    {
        await using var server = await VoiceAgentServer.StartAsync();
        await using var page = await AssistantPage.OpenAsync(
            server.Url,
            new() { Transport = "websocket", Server = StagedServer.Play }
        );

        await page.Page.Keyboard.PressAsync("Tab");
        await Expect(page.Toggle).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilPhaseAsync("live");
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.PressAsync("Space");
        await Expect(page.Page.Locator("#microphone")).ToHaveTextAsync("Unmute");
        await page.Page.Keyboard.PressAsync("Shift+Tab");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilPhaseAsync("ended");
    }

    private static async Task AssertFitsAsync(IPage page, int width)
    {
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        foreach (var control in new[] { "#toggle", "#text", "#demo" })
        {
            await Expect(page.Locator(control)).ToBeInViewportAsync(new() { Ratio = 1 });
        }
    }
}
