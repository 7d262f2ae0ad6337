using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace VoiceAgent.Transports.WebSockets.Resumption;

/// <summary>A client of which a test writes every message.</summary>
internal sealed class RawTalk
{
    private readonly WebSocket _socket;

    private RawTalk(WebSocket socket)
    {
        _socket = socket;
        _ = ReadAsync();
    }

    public List<JsonElement> Received { get; } = [];

    public string Token =>
        Received.Last(m => m.TryGetProperty("resume", out _)).GetProperty("resume").GetProperty("token").GetString()!;

    public long LastSequence => Received.Max(m => m.TryGetProperty("seq", out var seq) ? seq.GetInt64() : 0);

    public static RawTalk Connect(InMemoryServer server) => new(server.Connect());

    public static async Task<RawTalk> BeginAsync(InMemoryServer server, string hello)
    {
        var client = Connect(server);
        await client.SendAsync(hello);
        await Task.Delay(4 * server.Delay, server.Time);
        return client;
    }

    public async Task<RawTalk> ReturnAsync(InMemoryServer server, long sequence = 0, long position = 0)
    {
        var client = Connect(server);
        await client.ResumeAsync(Token, sequence, position);
        return client;
    }

    public Task ResumeAsync(string resumeToken, long sequence, long position, string? token = null) =>
        SendAsync(
            JsonSerializer.Serialize(
                new
                {
                    type = "resume",
                    resume_token = resumeToken,
                    seq = sequence,
                    position,
                    token,
                    reports_playback = true,
                }
            )
        );

    public Task SendAsync(string json) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task SendAsync(byte[] pcm) =>
        _socket.SendAsync(pcm, WebSocketMessageType.Binary, true, CancellationToken.None);

    public Task CloseAsync() =>
        _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                if (result.MessageType == WebSocketMessageType.Text)
                {
                    Received.Add(JsonDocument.Parse(buffer.AsMemory(0, result.Count).ToArray()).RootElement);
                }
            }
        }
        catch (WebSocketException)
        {
            // Broken.
        }
    }
}
