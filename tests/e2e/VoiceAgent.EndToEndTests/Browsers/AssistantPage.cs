using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace VoiceAgent.EndToEnd.Browsers;

/// <summary>The page in headless Chromium, in the words of somebody who uses it.</summary>
internal sealed class AssistantPage : IAsyncDisposable
{
    /// <summary>Longest wait for anything to happen. Behaviour is tested, not speed.</summary>
    private const float Patience = 45_000;
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/google-chrome"];
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly ConcurrentQueue<string> _complaints = new();

    private AssistantPage(IPlaywright playwright, IBrowser browser, IPage page)
    {
        _playwright = playwright;
        _browser = browser;
        Page = page;
    }

    /// <summary>The page itself.</summary>
    public IPage Page { get; }

    /// <summary>The big button.</summary>
    public ILocator Toggle => Page.Locator("#toggle");

    /// <summary>What the user should know: what the agent has to do without, and errors.</summary>
    public ILocator Problems => Page.Locator("#problems li");

    /// <summary>What went wrong.</summary>
    public ILocator Errors => Page.Locator("#problems li.error");

    /// <summary>Lines of the user.</summary>
    public ILocator UserLines => Page.Locator(".line.user");

    /// <summary>Lines of the agent.</summary>
    public ILocator AgentLines => Page.Locator(".line.agent");

    /// <summary>Opens the page; skips the test where there is no Chromium.</summary>
    public static async Task<AssistantPage> OpenAsync(Uri url, PageOptions? options = null)
    {
        options ??= new PageOptions();
        var chromium = Browsers.FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "Chromium is not installed; apt-get install chromium.");
        SetDefaultExpectTimeout(Patience);

        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = chromium, Args = Arguments(options) }
        );
        var context = await browser.NewContextAsync(
            new()
            {
                ColorScheme = options.Colors,
                ViewportSize = new() { Width = options.Width, Height = options.Height },
            }
        );
        var opened = new AssistantPage(playwright, browser, await context.NewPageAsync());
        await opened.WatchAsync(url);
        if (options.Server is not null)
        {
            await opened.Page.RouteWebSocketAsync("**/ws/assistant", options.Server);
        }

        await opened.Page.AddInitScriptAsync(ReceivedVoice.Watch);
        var address = options.Transport is null ? url : new Uri(url, $"?transport={options.Transport}");
        await opened.Page.GotoAsync(address.ToString());
        return opened;
    }

    /// <summary>Types a turn.</summary>
    public async Task TypeAsync(string text)
    {
        await Page.Locator("#text").FillAsync(text);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Waits until the page shows who is busy: <c>listening</c>, <c>user_speaking</c>, <c>thinking</c>, <c>speaking</c>.</summary>
    public Task UntilAsync(string mood) => Expect(Page.Locator("body")).ToHaveAttributeAsync("data-mood", mood);

    /// <summary>Waits until the conversation is <c>live</c>, <c>retrying</c> or <c>ended</c>.</summary>
    public Task UntilPhaseAsync(string phase) => Expect(Page.Locator("body")).ToHaveAttributeAsync("data-phase", phase);

    /// <summary>Waits for a line of the agent that was heard to its end.</summary>
    public Task UntilHeardAsync(string pattern) =>
        Expect(Page.Locator(".line.agent[data-state=done]").Filter(new() { HasTextRegex = Ignoring(pattern) }))
            .ToHaveCountAsync(1);

    /// <summary>Waits for a line of the user.</summary>
    public Task UntilUserSaidAsync(string pattern) =>
        Expect(Page.Locator(".line.user[data-open=false]").Filter(new() { HasTextRegex = Ignoring(pattern) }))
            .ToHaveCountAsync(1);

    /// <summary>A value of the list under "Connection".</summary>
    public async Task<string> FactAsync(string name)
    {
        if (await Page.Locator("#facts").GetAttributeAsync("open") is null)
        {
            await Page.Locator("#facts summary").ClickAsync();
        }

        return await Page.Locator($"#facts dt:text-is('{name}') + dd").InnerTextAsync();
    }

    /// <summary>Waits until the conversation goes over a transport, <c>WebRTC</c> or <c>WebSocket</c>.</summary>
    public async Task UntilOverAsync(string transport)
    {
        await FactAsync("Transport");
        await Expect(Page.Locator("#facts dt:text-is('Transport') + dd")).ToHaveTextAsync(transport);
    }

    /// <summary>What the browser measured of the voice that has come over WebRTC so far.</summary>
    public async Task<ReceivedVoice> ReceivedVoiceAsync() =>
        await Page.EvaluateAsync<ReceivedVoice?>(ReceivedVoice.Measure) ?? new ReceivedVoice();

    /// <summary>Waits until so much more audio, silence included, has come over WebRTC.</summary>
    public async Task UntilReceivedAsync(double seconds)
    {
        var before = await ReceivedVoiceAsync();
        while ((await ReceivedVoiceAsync()).Seconds < before.Seconds + seconds)
        {
            await Page.WaitForTimeoutAsync(20);
        }
    }

    /// <summary>Fails unless sound came out of the page: samples were played, and they were not silent.</summary>
    public async Task AssertSoundWasPlayedAsync(double seconds)
    {
        Assert.True(Number(await FactAsync("Played")) > seconds, await FactAsync("Played"));
        Assert.InRange(Number(await FactAsync("Loudest")), -40, 0);
    }

    /// <summary>Keeps a picture of the page.</summary>
    public Task ScreenshotAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Checkout.ResultFile("screenshots", $"{name}.png") });

    /// <summary>Fails when the browser complained, or the page asked for anything but its own server.</summary>
    public void AssertNoComplaints() => Assert.Empty(_complaints);

    public async ValueTask DisposeAsync()
    {
        foreach (var complaint in _complaints)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(complaint);
        }

        // The last that was seen: most failures explain themselves with it.
        var test = TestContext.Current.TestMethod?.MethodName ?? "unknown";
        await Page.ScreenshotAsync(new() { Path = Checkout.ResultFile("logs", $"{test}.png") });
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private async Task WatchAsync(Uri url)
    {
        Page.Console += (_, message) => Complain(message.Type is "error" or "warning", message.Text);
        Page.PageError += (_, error) => Complain(true, error);
        Page.WebSocket += (_, socket) => Complain(new Uri(socket.Url).Authority != url.Authority, socket.Url);
        await Page.Context.RouteAsync(
            "**/*",
            async route =>
            {
                if (new Uri(route.Request.Url).Authority == url.Authority)
                {
                    await route.ContinueAsync();
                }
                else
                {
                    Complain(true, route.Request.Url);
                    await route.AbortAsync();
                }
            }
        );
    }

    private void Complain(bool isWrong, string text)
    {
        if (isWrong)
        {
            _complaints.Enqueue(text);
        }
    }

    private static string[] Arguments(PageOptions options) =>
        [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--use-fake-device-for-media-stream",
            options.AllowMicrophone ? "--use-fake-ui-for-media-stream" : "--deny-permission-prompts",
            .. options.Microphone is null
                ? []
                : new[] { $"--use-file-for-fake-audio-capture={options.Microphone}%noloop" },
        ];

    private static double Number(string text) =>
        double.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static Regex Ignoring(string pattern) => new(pattern, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
}
