using System.Collections.Concurrent;
using Microsoft.Playwright;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.PipecatClients;

/// <summary>The published client and transport, unchanged, in headless Chromium, with recorded people at its microphone.</summary>
public sealed class BrowserTests
{
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

    [Fact]
    public async Task A_whole_conversation_works_in_a_browser()
    {
        await using var server = await PipecatServer.StartAsync();
        server.RequireSpeech();
        var story = await RunAsync(server, "conversation", "websocket");

        SpokenAssert.TurnsWereTaken(story);
        StoryAssert.ApplicationWasServed(story);
        StoryAssert.SegmentsAreWhole(story);
        StoryAssert.IsPaired(story, "BotStartedSpeaking", "BotStoppedSpeaking");
    }

    [Fact]
    public async Task A_whole_conversation_works_over_WebRTC()
    {
        await using var server = await PipecatServer.StartAsync();
        server.RequireSpeech();
        var story = await RunAsync(server, "conversation", "webrtc");

        SpokenAssert.TurnsWereTaken(story);
        StoryAssert.ApplicationWasServed(story);
        StoryAssert.SegmentsAreWhole(story);
        StoryAssert.IsPaired(story, "BotStartedSpeaking", "BotStoppedSpeaking");
        Assert.InRange(story.Result.GetProperty("loudness").GetDouble(), 0.05, 1.5);
    }

    private static async Task<Story> RunAsync(PipecatServer server, string scenario, string transport)
    {
        var chromium = Browsers.FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "Chromium is not installed; apt-get install chromium.");
        Assert.SkipUnless(
            File.Exists(Path.Combine(ClientPackage.Page, "index.html")),
            "The page of tests/clients/pipecat is not built: run scripts/dev.sh setup --test."
        );
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(Headless(chromium!));
        var page = await browser.NewPageAsync();
        var log = new ConcurrentQueue<string>();
        var foreign = new ConcurrentQueue<string>();
        page.Console += (_, message) => log.Enqueue(message.Text);
        page.PageError += (_, error) => log.Enqueue(error);
        page.Request += (_, request) => Watch(request.Url);
        page.WebSocket += (_, socket) => Watch(socket.Url);
        await page.GotoAsync(server.Url.ToString());
        await page.WaitForFunctionAsync("() => window.run");
        var json = await page.EvaluateAsync<string>(
            """
            async ([name, start, transport, room, weather]) => {
              try {
                return JSON.stringify(await window.run(name, { start, transport, clips: { room, weather } }));
              } catch (error) {
                return JSON.stringify({ failure: String(error?.stack ?? error), events: window.conversation.events });
              }
            }
            """,
            new[] { scenario, server.Start, transport, Clip("dialog_book_a_room.wav"), Clip("q_weather.wav") }
        );
        Assert.Empty(foreign);
        return Story.Read(json, string.Join('\n', log.TakeLast(40)));

        void Watch(string url)
        {
            var uri = new Uri(url);
            if (uri.Scheme is "http" or "https" or "ws" or "wss" && uri.Authority != server.Url.Authority)
            {
                foreign.Enqueue(url);
            }
        }
    }

    private static BrowserTypeLaunchOptions Headless(string chromium) =>
        new()
        {
            ExecutablePath = chromium,
            Args =
            [
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--autoplay-policy=no-user-gesture-required",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
            ],
        };

    private static string Clip(string name) => Convert.ToBase64String(File.ReadAllBytes(SharedData.Speech(name)));
}
