using System.Net.WebSockets;
using System.Text;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>A Pipecat client that sends whatever it is told to, with protobuf by hand: short lengths only.</summary>
internal sealed class PipecatClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[256 * 1024];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<PipecatClient> ConnectAsync(Uri address)
    {
        var client = new PipecatClient();
        await client._socket.ConnectAsync(address, Cancellation);
        return client;
    }

    /// <summary>Connects and is ready.</summary>
    public static async Task<PipecatClient> BeginAsync(Uri address)
    {
        var client = await ConnectAsync(address);
        await client.SendAsync("client-ready", """{"version":"2.1.0"}""");
        Assert.Contains("\"bot-ready\"", await client.ReceiveAsync());
        Assert.Contains("\"metrics\"", await client.ReceiveAsync());
        return client;
    }

    public Task SendAsync(string type, string data) =>
        SendJsonAsync($$"""{"label":"rtvi-ai","type":"{{type}}","data":{{data}},"id":"0a1b2c3d"}""");

    public Task SendJsonAsync(string json)
    {
        var text = Encoding.UTF8.GetBytes(json);
        byte[] inner = [0x0A, .. Varint(text.Length), .. text];
        return SendAsync([0x22, .. Varint(inner.Length), .. inner]);
    }

    public Task SendAsync(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Binary) =>
        _socket.SendAsync(bytes, type, endOfMessage: true, Cancellation);

    /// <summary>The next message: JSON as it is, audio as <c>audio</c>, the end as <c>close 1000 end</c>.</summary>
    public async Task<string> ReceiveAsync()
    {
        var result = await _socket.ReceiveAsync(_buffer, Cancellation);
        if (result.MessageType == WebSocketMessageType.Close)
        {
            return $"close {(int)result.CloseStatus!} {result.CloseStatusDescription}";
        }

        Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
        if (_buffer[0] != 0x22)
        {
            return "audio";
        }

        var json = Encoding.UTF8.GetString(_buffer, 0, result.Count);
        return json[json.IndexOf('{', StringComparison.Ordinal)..];
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
