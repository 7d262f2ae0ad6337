using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Playwright;

namespace VoiceAgent.WebRtc;

/// <summary>A browser that reaches the server only through a relay, with the credentials it is given.</summary>
public sealed class RelayTests
{
    private const string Secret = "north";
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

    /// <summary>Connects as it is told to, over relays alone, asks, and says how it went.</summary>
    private const string Call = """
        async () => {
          const post = async (url, body) =>
            (await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) })).json();
          const plan = await post("/api/connect", { client: { webrtc: true, codecs: ["opus"] } });
          const [transport] = plan.transports;
          const peer = new RTCPeerConnection({ iceServers: transport.ice_servers, iceTransportPolicy: "relay" });
          // Chromium decodes only what somebody listens to.
          peer.ontrack = ({ track }) => {
            const speaker = new Audio();
            speaker.srcObject = new MediaStream([track]);
            speaker.play();
          };
          peer.addTransceiver("audio");
          const channel = peer.createDataChannel("assistant");
          const messages = [];
          const done = new Promise((resolve, reject) => {
            setTimeout(() => reject(new Error("too late: " + messages.map((m) => m.type).join(" "))), 30000);
            channel.onopen = () => channel.send(JSON.stringify({ type: "start" }));
            channel.onmessage = ({ data }) => {
              messages.push(JSON.parse(data));
              // Others may follow while the statistics are read.
              if (messages.at(-1).type === "heard" && messages.at(-1).final) resolve(messages.at(-1).text);
            };
          });
          await peer.setLocalDescription();
          await new Promise((resolve) => {
            peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && resolve();
            setTimeout(resolve, 3000);
          });
          const { sdp, type } = peer.localDescription;
          await peer.setRemoteDescription(await post(transport.url, { sdp, type }));
          const heard = await done;
          const report = [...(await peer.getStats()).values()];
          const pair = report.find((s) => s.type === "candidate-pair" && s.state === "succeeded");
          const local = report.find((s) => s.id === pair.localCandidateId);
          const audio = report.find((s) => s.type === "inbound-rtp" && s.kind === "audio");
          peer.close();
          return { candidate: local.candidateType, energy: audio.totalAudioEnergy, heard };
        }
        """;

    [Fact]
    public async Task A_call_goes_through_coturn()
    {
        var chromium = Browsers.FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "Chromium is not installed; apt-get install chromium.");
        Assert.SkipUnless(File.Exists("/usr/bin/turnserver"), "coturn is not installed; apt-get install coturn.");
        var port = FreePort();
        using var relay = StartRelay(port);
        try
        {
            await using var server = await AssistantServer.StartAsync(options =>
            {
                options.TurnUris.Add(string.Create(CultureInfo.InvariantCulture, $"turn:127.0.0.1:{port}"));
                options.TurnSecret = Secret;
            });
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions
                {
                    ExecutablePath = chromium,
                    Args = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
                }
            );
            var page = await browser.NewPageAsync();
            await page.GotoAsync(server.Url.ToString());

            var answer = (await page.EvaluateAsync<JsonElement?>(Call))!.Value;

            Assert.Equal("relay", answer.GetProperty("candidate").GetString());
            Assert.InRange(answer.GetProperty("energy").GetDouble(), 0.001, double.MaxValue);
            Assert.Equal("Hello. How can I help you?", answer.GetProperty("heard").GetString());
        }
        finally
        {
            Programs.Stop(relay);
        }
    }

    private static Process StartRelay(int port) =>
        Programs.Start(
            "/usr/bin/turnserver",
            "--use-auth-secret",
            $"--static-auth-secret={Secret}",
            "--realm=example.com",
            "--listening-ip=127.0.0.1",
            "--relay-ip=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"--listening-port={port}"),
            "--allow-loopback-peers",
            "--no-cli",
            "--no-tls",
            "--no-dtls",
            "--log-file=stdout",
            "--pidfile=/dev/null"
        );

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
