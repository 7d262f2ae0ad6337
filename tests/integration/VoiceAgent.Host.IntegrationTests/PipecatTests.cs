using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using VoiceAgent.Hosting.Talk;

namespace VoiceAgent.Hosting;

/// <summary>The host serves Pipecat clients out of the box.</summary>
public sealed class PipecatTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/start")]
    [InlineData("/connect")]
    public async Task A_client_that_starts_is_told_a_socket_that_is_ready(string path)
    {
        await using var server = await LocalServer.StartAsync(Cancelled);
        var start = new UriBuilder(server.Address) { Scheme = "http", Path = path }.Uri;
        using var http = new HttpClient();
        using var response = await http.PostAsJsonAsync(start, new { agent = "demo" }, Cancelled);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(answer.GetProperty("wsUrl").GetString()!), Cancelled);

        var ready =
            """{"label":"rtvi-ai","type":"client-ready","data":{"version":"2.1.0"},"id":"0a1b2c3d"}"""u8.ToArray();
        byte[] message = [0x22, (byte)(ready.Length + 2), 0x0A, (byte)ready.Length, .. ready];
        await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Cancelled);
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, Cancelled);

        Assert.Contains(
            "\"type\":\"bot-ready\",\"id\":\"0a1b2c3d\"",
            Encoding.UTF8.GetString(buffer, 0, received.Count),
            StringComparison.Ordinal
        );
    }
}
