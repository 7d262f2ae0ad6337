using System.Net.WebSockets;
using System.Text;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>A client that sends whatever it is told to.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1024 * 1024];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RawClient> ConnectAsync(Uri address, string? origin = null)
    {
        var client = new RawClient();
        if (origin is not null)
        {
            client._socket.Options.SetRequestHeader("Origin", origin);
        }

        await client._socket.ConnectAsync(address, Cancellation);
        return client;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Binary) =>
        _socket.SendAsync(bytes, type, endOfMessage: true, Cancellation);

    /// <summary>The next message: JSON as it is, audio as <c>pcm 4</c>, the end as <c>close 1000 end</c>.</summary>
    public async Task<string> ReceiveAsync()
    {
        var length = 0;
        WebSocketReceiveResult result;
        do
        {
            result = await _socket.ReceiveAsync(
                new ArraySegment<byte>(_buffer, length, _buffer.Length - length),
                Cancellation
            );
            length += result.Count;
        } while (!result.EndOfMessage);

        switch (result.MessageType)
        {
            case WebSocketMessageType.Text:
                return Encoding.UTF8.GetString(_buffer, 0, length);
            case WebSocketMessageType.Binary:
                return $"pcm {length}";
            default:
                if (_socket.State == WebSocketState.CloseReceived)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
                }

                return $"close {(int)result.CloseStatus!} {result.CloseStatusDescription}";
        }
    }

    public async Task<List<string>> ReceiveAsync(int messages)
    {
        var received = new List<string>();
        while (received.Count < messages)
        {
            received.Add(await ReceiveAsync());
        }

        return received;
    }

    /// <summary>Closes with a reason, and reads until the server has closed too.</summary>
    public async Task CloseAsync(string reason)
    {
        try
        {
            await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, reason, Cancellation);
        }
        catch (WebSocketException)
        {
            // The server was quicker.
        }
    }

    public void Dispose() => _socket.Dispose();
}
