using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Audio;
using VoiceAgent.Testing;
using VoiceAgent.Transports.WebSockets.Connections;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

/// <summary>A Pipecat client and its server's end in memory and in virtual time: real WebSockets, no network, one thread.</summary>
internal sealed class PipecatHarness
{
    private readonly DuplexStream _clientStream;

    public PipecatHarness(WebSocketTransportOptions? options = null)
    {
        (var serverStream, _clientStream) = DuplexStream.Create(65536);
        Options = options ?? new WebSocketTransportOptions();
        var server = WebSocket.CreateFromStream(serverStream, new WebSocketCreationOptions { IsServer = true });
        Client = WebSocket.CreateFromStream(_clientStream, new WebSocketCreationOptions { IsServer = false });
        Link = new WebSocketLink(server, Protocol, Options, Time);
        Tokens = new PipecatStartTokens(Time);
    }

    public VirtualTime Time { get; } = new();

    public WebSocketTransportOptions Options { get; }

    public PipecatProtocol Protocol { get; } = new(AudioFormat.Output24Khz, sendsInterruptions: false);

    public WebSocketLink Link { get; }

    public WebSocket Client { get; }

    public PipecatStartTokens Tokens { get; }

    /// <summary>What the client received: JSON as it is, audio as <c>pcm 4</c>, the end as <c>close 1000 end</c> or <c>lost</c>.</summary>
    public List<string> Received { get; } = [];

    /// <summary>The types of the RTVI messages among it.</summary>
    public IEnumerable<string> Types =>
        Received.Select(json => json.Split('"') is { Length: > 7 } parts ? parts[7] : json);

    public PipecatHandshake Shake(IWebSocketAuthenticator? authenticator = null) =>
        new(Link, authenticator, Tokens, Options, Time);

    /// <summary>The connection behind the handshake.</summary>
    public PipecatConnection Connect(TimeSpan? farewell = null) =>
        new(
            new WebSocketMediaConnection(
                Link,
                new MediaConnectionInfo { Transport = "pipecat", ConnectionId = "5f1c" },
                Options.MaxBadMessages
            ),
            new RtviConversation("0a1b2c3d", RtviVersion.Current, "", ToolEventDetail.Full, Time),
            farewell ?? TimeSpan.FromSeconds(2),
            Time
        );

    public static HttpContext Request(string query = "", string? bearer = null)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        if (bearer is not null)
        {
            context.Request.Headers.Authorization = $"Bearer {bearer}";
        }

        return context;
    }

    public Task SendAsync(string json) => SendAsync(PipecatBytes.Message(json));

    public Task SendAsync(byte[] message, WebSocketMessageType type = WebSocketMessageType.Binary) =>
        Client.SendAsync(message, type, endOfMessage: true, CancellationToken.None);

    public void Break() => _clientStream.Break();

    /// <summary>The client begins to read and answers a close.</summary>
    public async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var result = await Client.ReceiveAsync(buffer, CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    Received.Add($"close {(int)Client.CloseStatus!} {Client.CloseStatusDescription}");
                    if (Client.State == WebSocketState.CloseReceived)
                    {
                        await Client.CloseOutputAsync(Client.CloseStatus!.Value, null, CancellationToken.None);
                    }

                    return;
                }

                Received.Add(PipecatBytes.Describe(buffer.AsSpan(0, result.Count)));
            }
        }
        catch (WebSocketException)
        {
            Received.Add("lost");
        }
    }
}
