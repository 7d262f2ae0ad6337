using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>The connection behind a WebSocket is read and written directly; no client must notice.</summary>
public class UpgradeTests
{
    private const string Request =
        "GET /ws/assistant HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kestrel_upgrades_to_the_connection_itself()
    {
        var used = new TaskCompletionSource<IHttpUpgradeFeature?>();
        await using var server = await EchoServer.StartAsync(middleware: Note);
        using var client = await server.ConnectRawAsync();
        await client.SendAsync(Audio(2));
        await client.ReceiveAsync(3);
        await client.CloseAsync("done");

        Assert.Equal("DirectUpgrade", (await used.Task)!.GetType().Name);

        void Note(IApplicationBuilder app) =>
            app.Use(
                async (context, next) =>
                {
                    await next(context);
                    used.SetResult(context.Features.Get<IHttpUpgradeFeature>());
                }
            );
    }

    [Fact]
    public async Task What_a_client_sends_along_with_its_request_is_not_lost()
    {
        await using var server = await EchoServer.StartAsync();
        await using var stream = await ConnectAsync(server);
        await stream.WriteAsync(
            (byte[])[.. Encoding.ASCII.GetBytes(Request), .. await MessageAsync(Audio(2))],
            Cancellation
        );

        await ReadUntilAsync(stream, "\"type\":\"audio\"");
    }

    [Fact]
    public async Task Messages_that_come_byte_by_byte_are_whole()
    {
        await using var server = await EchoServer.StartAsync();
        await using var stream = await ConnectAsync(server);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Request), Cancellation);
        foreach (var piece in await MessageAsync(Audio(200)))
        {
            await stream.WriteAsync(new[] { piece }, Cancellation);
        }

        await ReadUntilAsync(stream, "\"type\":\"audio\"");
    }

    [Fact]
    public async Task Messages_larger_than_any_buffer_come_back_whole()
    {
        await using var server = await EchoServer.StartAsync();
        using var client = await server.ConnectRawAsync();
        var audio = Audio(20_000);
        await client.SendAsync(audio);

        var received = await client.ReceiveAsync(3);
        Assert.StartsWith(audio[..^1], received[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_works_over_TLS()
    {
        using var certificate = Certificate();
        await using var server = await EchoServer.StartAsync(certificate: certificate);
        using var client = new ClientWebSocket();
        client.Options.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            shown!.GetCertHashString() == certificate.GetCertHashString();
        await client.ConnectAsync(server.Address, Cancellation);
        Assert.Equal("wss", server.Address.Scheme);
        await client.SendAsync(
            Encoding.UTF8.GetBytes(Audio(20_000)),
            WebSocketMessageType.Text,
            endOfMessage: true,
            Cancellation
        );

        var buffer = new byte[100_000];
        var received = "";
        while (!received.Contains("\"type\":\"audio\"", StringComparison.Ordinal))
        {
            var result = await client.ReceiveAsync(buffer, Cancellation);
            received = Encoding.UTF8.GetString(buffer, 0, result.Count);
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Cancellation);
        Assert.Equal(["client"], server.Sessions.Ends);
    }

    [Fact]
    public async Task A_client_that_is_reset_ends_its_session()
    {
        await using var server = await EchoServer.StartAsync(options => options.ResumeGrace = TimeSpan.Zero);
        await using (var stream = await ConnectAsync(server))
        {
            await stream.WriteAsync(
                (byte[])[.. Encoding.ASCII.GetBytes(Request), .. await MessageAsync(Audio(2))],
                Cancellation
            );
            await ReadUntilAsync(stream, "\"type\":\"audio\"");
            stream.Socket.LingerState = new LingerOption(true, 0);
        }

        while (server.Sessions.Ends.IsEmpty)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }

        Assert.Equal(["connection lost"], server.Sessions.Ends);
    }

    private static string Audio(int bytes) =>
        $$"""{"type":"audio","audio_data":"{{Convert.ToBase64String(new byte[bytes])}}"}""";

    /// <summary>A message as a client sends it.</summary>
    private static async Task<byte[]> MessageAsync(string text)
    {
        using var bytes = new MemoryStream();
        using var socket = WebSocket.CreateFromStream(bytes, new WebSocketCreationOptions());
        await socket.SendAsync(
            Encoding.UTF8.GetBytes(text),
            WebSocketMessageType.Text,
            endOfMessage: true,
            Cancellation
        );
        return bytes.ToArray();
    }

    private static async Task<NetworkStream> ConnectAsync(EchoServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Http.Port, Cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task ReadUntilAsync(NetworkStream stream, string expected)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (!received.ToString().Contains(expected, StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, Cancellation);
            Assert.NotEqual(0, count);
            received.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
