using System.Net.WebSockets;
using System.Text;
using VoiceAgent.Frames;
using VoiceAgent.Testing;
using VoiceAgent.Transports.WebSockets.Assistant;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>A connection and its client in memory and in virtual time: real WebSockets, no network, one thread.</summary>
internal sealed class ConnectionHarness
{
    private readonly DuplexStream _clientStream;
    private int _sending;
    private bool _mustAnswer;

    public ConnectionHarness(
        WebSocketTransportOptions? options = null,
        AssistantHello? hello = null,
        int capacity = 65536
    )
    {
        (var serverStream, _clientStream) = DuplexStream.Create(capacity);
        Options = options ?? new WebSocketTransportOptions();
        Protocol = new AssistantProtocol("5f1c", ToolEventDetail.Full)
        {
            Hello = hello ?? new AssistantHello { BinaryAudio = true },
        };
        var server = WebSocket.CreateFromStream(serverStream, new WebSocketCreationOptions { IsServer = true });
        Client = WebSocket.CreateFromStream(_clientStream, new WebSocketCreationOptions { IsServer = false });
        Link = new WebSocketLink(server, Protocol, Options, Time);
    }

    public VirtualTime Time { get; } = new();

    public WebSocketTransportOptions Options { get; }

    public AssistantProtocol Protocol { get; }

    public WebSocketLink Link { get; }

    public WebSocket Client { get; }

    /// <summary>What the client received: JSON as it is, audio as <c>pcm 4</c>, the end as <c>close 1000 end</c> or <c>lost</c>.</summary>
    public List<string> Received { get; } = [];

    /// <summary>Starts the connection, without a handshake.</summary>
    public WebSocketMediaConnection Connect(MediaInput? first = null) =>
        new(
            Link,
            new MediaConnectionInfo { Transport = "websocket", ConnectionId = "5f1c" },
            Options.MaxBadMessages,
            first
        );

    /// <summary>The client begins to read and answers a close.</summary>
    public async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult result;
                do
                {
                    result = await Client.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += result.Count;
                } while (!result.EndOfMessage);

                if (result.MessageType == WebSocketMessageType.Close)
                {
                    Received.Add($"close {(int)Client.CloseStatus!} {Client.CloseStatusDescription}");
                    _mustAnswer = Client.State == WebSocketState.CloseReceived;
                    await AnswerAsync();
                    return;
                }

                Received.Add(
                    result.MessageType == WebSocketMessageType.Text
                        ? Encoding.UTF8.GetString(buffer, 0, length)
                        : $"pcm {length}"
                );
            }
        }
        catch (WebSocketException)
        {
            Received.Add("lost");
        }
    }

    public Task SendAsync(string json) => SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text);

    public Task SendAsync(byte[] pcm) => SendAsync(pcm, WebSocketMessageType.Binary);

    /// <summary>The client vanishes without a word.</summary>
    public void Break() => _clientStream.Break();

    /// <summary>A piece of audio of a response.</summary>
    public static MediaOutput Speech(long response, long position, int samples = 480) =>
        new(new ResponseId(response), new byte[2 * samples], position);

    private async Task SendAsync(byte[] message, WebSocketMessageType type)
    {
        _sending++;
        await Client.SendAsync(message, type, true, CancellationToken.None);
        _sending--;
        await AnswerAsync();
    }

    /// <summary>Everything runs inline: a close may arrive inside a send, and is answered when that is done.</summary>
    private async Task AnswerAsync()
    {
        if (_mustAnswer && _sending == 0)
        {
            _mustAnswer = false;
            await Client.CloseOutputAsync(Client.CloseStatus!.Value, null, CancellationToken.None);
        }
    }
}
