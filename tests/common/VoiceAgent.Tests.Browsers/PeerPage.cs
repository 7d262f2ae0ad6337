using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace VoiceAgent.Tests.Browsers;

/// <summary>A page in headless Chromium that makes one peer connection: a tone of 1000 Hz out, whatever comes in, and a data channel.</summary>
internal sealed class PeerPage : IAsyncDisposable
{
    private const string Script = """
        globalThis.peer = {
          received: [], states: [], candidates: [], channelState: 'none',
          async offer(options) {
            const audio = this.audio = new AudioContext({ sampleRate: 48000 });
            const tone = audio.createOscillator();
            tone.frequency.value = 1000;
            const microphone = audio.createMediaStreamDestination();
            tone.connect(microphone);
            tone.start();
            const connection = this.connection = new RTCPeerConnection(options ?? {});
            connection.addTrack(microphone.stream.getTracks()[0], microphone.stream);
            connection.onicecandidate = event => {
              if (event.candidate?.candidate) this.candidates.push(event.candidate.candidate);
            };
            connection.onconnectionstatechange = () => this.states.push(connection.connectionState);
            connection.ontrack = event => {
              const stream = new MediaStream([event.track]);
              const speaker = this.speaker = new Audio();
              speaker.srcObject = stream;
              speaker.muted = true;
              speaker.play();
              const analyser = this.analyser = audio.createAnalyser();
              analyser.fftSize = 8192;
              analyser.smoothingTimeConstant = 0;
              audio.createMediaStreamSource(stream).connect(analyser);
            };
            const channel = this.channel = connection.createDataChannel('chat');
            channel.onopen = () => this.channelState = 'open';
            channel.onclose = () => this.channelState = 'closed';
            channel.onmessage = event => this.received.push(
              typeof event.data === 'string' ? event.data : 'bytes:' + event.data.byteLength);
            channel.binaryType = 'arraybuffer';
            return await this.describe();
          },
          async describe(options) {
            await this.connection.setLocalDescription(await this.connection.createOffer(options));
            return this.connection.localDescription.sdp;
          },
          async accept(sdp) { await this.connection.setRemoteDescription({ type: 'answer', sdp }); },
          loudest() {
            const bins = new Float32Array(this.analyser.frequencyBinCount);
            this.analyser.getFloatFrequencyData(bins);
            const at = bins.reduce((best, value, index) => value > bins[best] ? index : best, 0);
            return { frequency: at * 48000 / this.analyser.fftSize, level: bins[at] };
          },
          async stats() {
            const found = {};
            for (const report of (await this.connection.getStats()).values()) {
              if (report.type === 'inbound-rtp') found.inbound = report;
              if (report.type === 'remote-inbound-rtp') found.remote = report;
              if (report.type === 'candidate-pair' && report.nominated) found.pair = report;
              if (report.type === 'local-candidate') (found.local ??= {})[report.id] = report;
              if (report.type === 'transport') found.transport = report;
            }
            return found;
          },
        };
        """;

    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/google-chrome"];
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private PeerPage(IPlaywright playwright, IBrowser browser, IPage page)
    {
        _playwright = playwright;
        _browser = browser;
        _page = page;
    }

    /// <summary>Opens the page; skips the test where there is no Chromium.</summary>
    public static async Task<PeerPage> OpenAsync()
    {
        var chromium = Browsers.FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "Chromium is not installed; apt-get install chromium.");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
            }
        );
        var page = await browser.NewPageAsync();

        // No server: the one request is answered here.
        await page.RouteAsync(
            "**/*",
            route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<title>peer</title>" })
        );
        await page.GotoAsync("http://localhost:1/");
        await page.EvaluateAsync(Script);
        return new PeerPage(playwright, browser, page);
    }

    public Task<string> OfferAsync() => _page.EvaluateAsync<string>("peer.offer()");

    public Task<string> RestartAsync() => _page.EvaluateAsync<string>("peer.describe({ iceRestart: true })");

    public Task AcceptAsync(string answer) => _page.EvaluateAsync("answer => peer.accept(answer)", answer);

    public Task UntilAsync(string condition) =>
        _page.WaitForFunctionAsync(condition, null, new() { Timeout = 20_000, PollingInterval = 10 });

    public Task RunAsync(string script) => _page.EvaluateAsync(script);

    public Task<JsonElement> ReadAsync(string expression) => _page.EvaluateAsync<JsonElement>(expression);

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
