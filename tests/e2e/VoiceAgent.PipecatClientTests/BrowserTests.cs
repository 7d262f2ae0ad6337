using System.Collections.Concurrent;
using Microsoft.Playwright;
using VoiceAgent.Audio;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.PipecatClients;

/// <summary>The published client and transport, unchanged, in headless Chromium with a recorded microphone.</summary>
public sealed class BrowserTests
{
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

    [Fact]
    public async Task A_whole_conversation_works_in_a_browser()
    {
        await using var server = await PipecatServer.StartAsync();
        server.RequireSpeech();
        var story = await RunAsync(server, "conversation", Microphone());

        SpokenAssert.TurnsWereTaken(story);
        StoryAssert.ApplicationWasServed(story);
        StoryAssert.SegmentsAreWhole(story);
        StoryAssert.IsPaired(story, "BotStartedSpeaking", "BotStoppedSpeaking");
    }

    private static async Task<Story> RunAsync(PipecatServer server, string scenario, string microphone)
    {
        var chromium = Browsers.FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "Chromium is not installed; apt-get install chromium.");
        Assert.SkipUnless(
            File.Exists(Path.Combine(ClientPackage.Page, "index.html")),
            "The page of tests/clients/pipecat is not built: run scripts/dev.sh setup --test."
        );
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(Headless(chromium!, microphone));
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
            async ([name, start]) => {
              try {
                return JSON.stringify(await window.run(name, { start }));
              } catch (error) {
                return JSON.stringify({ failure: String(error?.stack ?? error), events: window.conversation.events });
              }
            }
            """,
            new[] { scenario, server.Start }
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

    private static BrowserTypeLaunchOptions Headless(string chromium, string microphone) =>
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
                $"--use-file-for-fake-audio-capture={microphone}%noloop",
            ],
        };

    /// <summary>A spoken turn behind the greeting, and one that falls into the long reply.</summary>
    private static string Microphone()
    {
        var format = new AudioFormat(48000);
        using var pcm = new MemoryStream();
        foreach (var (silence, clip) in new[] { (6, "dialog_book_a_room.wav"), (16, "q_weather.wav") })
        {
            pcm.Write(new byte[format.BytesIn(TimeSpan.FromSeconds(silence))]);
            using var file = File.OpenRead(SharedData.Speech(clip));
            var speech = WavReader.Read(file, mono: true);
            pcm.Write(Resampler.Resample(speech.Pcm.Span, speech.Format.SampleRate, format.SampleRate));
        }

        pcm.Write(new byte[format.BytesIn(TimeSpan.FromSeconds(2))]);
        var path = Path.Combine(Path.GetTempPath(), $"pipecat-microphone-{Environment.ProcessId}.wav");
        File.WriteAllBytes(path, WavWriter.ToBytes(format, pcm.ToArray()));
        return path;
    }
}
