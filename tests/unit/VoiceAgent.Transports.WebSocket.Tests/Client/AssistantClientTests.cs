using System.Net.WebSockets;
using System.Text;
using VoiceAgent.Errors;
using VoiceAgent.Testing;
using VoiceAgent.Transports.WebSockets.Assistant;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Client;

/// <summary>The client against a server that a test plays by hand, in virtual time.</summary>
public class AssistantClientTests
{
    private static readonly string Ready = Golden
        .ServerFrames[0]
        .Json.Replace("base64", "binary", StringComparison.Ordinal);

    private readonly VirtualTime _time = new();
    private readonly WebSocket _server;
    private readonly WebSocket _client;

    public AssistantClientTests()
    {
        var (server, client) = DuplexStream.Create();
        _server = WebSocket.CreateFromStream(server, new WebSocketCreationOptions { IsServer = true });
        _client = WebSocket.CreateFromStream(client, new WebSocketCreationOptions { IsServer = false });
    }

    [Fact]
    public void It_says_who_it_is_and_waits_until_the_server_is_ready() =>
        _time.Run(async () =>
        {
            var connecting = ConnectAsync(new AssistantClientOptions { Token = "secret", Agent = "concierge" });
            Assert.StartsWith("""{"type":"auth","token":"secret","agent":"concierge",""", await ReceiveAsync());
            Assert.False(connecting.IsCompleted);
            await SendAsync("""{"type":"something new"}""");
            await SendAsync(Ready);

            Assert.Equal("concierge", (await connecting).Ready.Agent);
        });

    [Fact]
    public void Binary_audio_gets_its_position_from_the_marks() =>
        _time.Run(async () =>
        {
            var client = await ConnectReadyAsync();
            await SendAsync("""{"type":"mark","response_id":3,"position":48000}""");
            await SendAsync(new byte[960]);
            await SendAsync(new byte[960]);
            await SendAsync("""{"type":"mark","response_id":4,"position":60000}""");
            await SendAsync(new byte[960]);

            var audio = await client.ReadAllAsync().OfType<ServerAudio>().Take(3).ToListAsync();
            Assert.Equal(
                [(3, 48000), (3, 48480), (4, 60000)],
                audio.Select(piece => (piece.Response.Value, piece.Position))
            );
        });

    [Fact]
    public void A_refusal_is_thrown_with_its_code() =>
        _time.Run(async () =>
        {
            var connecting = ConnectAsync();
            await SendAsync("""{"type":"error","code":"server_busy","message":"Later.","fatal":true}""");
            await _server.CloseOutputAsync((WebSocketCloseStatus)1013, "server_busy", CancellationToken.None);
            _server.Dispose();

            var error = await Assert.ThrowsAsync<VoiceAgentException>(() => connecting);
            Assert.Equal((ErrorCodes.ServerBusy, "Later."), (error.Code, error.Message));
        });

    [Fact]
    public void A_server_that_never_gets_ready_is_given_up() =>
        _time.Run(async () =>
        {
            var error = await Assert.ThrowsAsync<VoiceAgentException>(() => ConnectAsync());

            Assert.Equal(ErrorCodes.StartTimeout, error.Code);
            Assert.Equal(new AssistantClientOptions().ConnectTimeout, _time.Elapsed);
        });

    [Fact]
    public void A_server_that_speaks_something_else_is_refused() =>
        _time.Run(async () =>
        {
            var connecting = ConnectAsync();
            await SendAsync("hello");
            _server.Dispose();

            Assert.Equal(
                ErrorCodes.InvalidMessage,
                (await Assert.ThrowsAsync<VoiceAgentException>(() => connecting)).Code
            );
        });

    [Fact]
    public void A_broken_connection_ends_the_messages() =>
        _time.Run(async () =>
        {
            var client = await ConnectReadyAsync();
            _server.Dispose();

            Assert.Equal([new ServerClosed(null, "connection lost")], await client.ReadAllAsync().ToListAsync());
            Assert.Empty(await client.ReadAllAsync().ToListAsync());
        });

    [Fact]
    public void Reading_may_be_left_and_taken_up_again_but_not_shared() =>
        _time.Run(async () =>
        {
            var client = await ConnectReadyAsync();
            await SendAsync("""{"type":"pong","id":1}""");
            await SendAsync("""{"type":"pong","id":2}""");
            Assert.Equal(new ServerPong(1), await client.ReadAllAsync().FirstAsync());
            Assert.Equal(new ServerPong(2), await client.ReadAllAsync().FirstAsync());

            var waiting = client.ReadAllAsync().FirstAsync();
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await client.ReadAllAsync().FirstAsync());
            await SendAsync("""{"type":"pong","id":3}""");
            Assert.Equal(new ServerPong(3), await waiting);
        });

    [Fact]
    public void Cancelling_a_read_breaks_off() =>
        _time.Run(async () =>
        {
            var client = await ConnectReadyAsync();
            using var cancellation = new CancellationTokenSource();
            var reading = client.ReadAllAsync(cancellation.Token).FirstAsync().AsTask();
            cancellation.Cancel();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
            Assert.Equal(WebSocketState.Aborted, _client.State);
        });

    [Fact]
    public void Disposal_says_goodbye_and_does_not_wait_for_ever() =>
        _time.Run(async () =>
        {
            var client = await ConnectReadyAsync();
            await client.DisposeAsync();
            await client.DisposeAsync();

            Assert.Equal(new AssistantClientOptions().CloseTimeout, _time.Elapsed);
            Assert.Equal("close 1000 client", await ReceiveAsync());
        });

    private Task<AssistantClient> ConnectAsync(AssistantClientOptions? options = null)
    {
        options ??= new AssistantClientOptions();
        options.Time = _time;
        return AssistantClient.ConnectAsync(_client, options, CancellationToken.None);
    }

    private async Task<AssistantClient> ConnectReadyAsync()
    {
        var connecting = ConnectAsync();
        await ReceiveAsync();
        await SendAsync(Ready);
        return await connecting;
    }

    private Task SendAsync(string json) =>
        _server.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, CancellationToken.None);

    private Task SendAsync(byte[] pcm) =>
        _server.SendAsync(pcm, WebSocketMessageType.Binary, true, CancellationToken.None);

    private async Task<string> ReceiveAsync()
    {
        var buffer = new byte[4096];
        var result = await _server.ReceiveAsync(buffer, CancellationToken.None);
        return result.MessageType == WebSocketMessageType.Close
            ? $"close {(int)result.CloseStatus!} {result.CloseStatusDescription}"
            : Encoding.UTF8.GetString(buffer, 0, result.Count);
    }
}
