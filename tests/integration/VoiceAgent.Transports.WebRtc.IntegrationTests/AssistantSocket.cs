using System.Net.WebSockets;
using System.Text.Json;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>A WebSocket of the assistant protocol, message by message.</summary>
internal sealed class AssistantSocket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    public static async Task<AssistantSocket> ConnectAsync(Uri address)
    {
        var socket = new AssistantSocket();
        await socket._socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        return socket;
    }

    public Task SayAsync(object message) =>
        _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(message),
            WebSocketMessageType.Text,
            endOfMessage: true,
            TestContext.Current.CancellationToken
        );

    /// <summary>The next message of a type; others, and audio, are passed over.</summary>
    public async Task<JsonElement> ReadAsync(string type)
    {
        using var timeout = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await _socket.ReceiveAsync(_buffer.AsMemory(length), timeout.Token);
                length += result.Count;
            } while (!result.EndOfMessage);

            Assert.NotEqual(WebSocketMessageType.Close, result.MessageType);
            if (result.MessageType == WebSocketMessageType.Text)
            {
                var message = JsonSerializer.Deserialize<JsonElement>(_buffer.AsSpan(0, length));
                if (message.GetProperty("type").GetString() == type)
                {
                    return message;
                }
            }
        }
    }

    /// <summary>Breaks the connection.</summary>
    public void Abort() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
