using System.Net;
using System.Net.WebSockets;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Transports.WebSockets;

public class HandshakeTests
{
    private const string Audio = """{"type":"audio","audio_data":"AQD//w=="}""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_gets_the_formats_it_asked_for(bool binary)
    {
        await using var server = await EchoServer.StartAsync();
        var options = new AssistantClientOptions
        {
            BinaryAudio = binary,
            Input = new(8000),
            Output = new(48000),
            ReportsPlayback = true,
            CanClear = false,
        };
        await using var client = await server.ConnectAsync(options);

        Assert.Equal((1, "echo", binary), (client.Ready.Protocol, client.Ready.Agent, client.Ready.BinaryAudio));
        Assert.Equal((8000, 48000), (client.Ready.InputSampleRate, client.Ready.OutputSampleRate));
        var info = Assert.Single(server.Sessions.Infos);
        Assert.Equal(client.Ready.SessionId, info.ConnectionId);
        Assert.Equal((8000, 48000), (info.Input.SampleRate, info.Output.SampleRate));
        Assert.True(info.ReportsPlayout);
        Assert.False(info.CanClear);
        Assert.Equal(TimeSpan.FromMilliseconds(100), info.Lead);

        await client.SendAudioAsync(new byte[] { 1, 0, 255, 255 });
        var audio = await client.ReadAllAsync().OfType<ServerAudio>().FirstAsync();
        Assert.Equal([1, 0, 255, 255], audio.Pcm.ToArray());
        Assert.Equal((1, 0), (audio.Response.Value, audio.Position));
    }

    [Fact]
    public async Task A_client_may_begin_with_audio()
    {
        await using var server = await EchoServer.StartAsync();
        using var client = await server.ConnectRawAsync();
        await client.SendAsync(Audio);

        var received = await client.ReceiveAsync(3);
        Assert.StartsWith("""{"type":"ready","protocol":1,""", received[0], StringComparison.Ordinal);
        Assert.Contains("\"audio\":\"base64\"", received[0], StringComparison.Ordinal);
        Assert.Equal(
            [
                """{"type":"mark","response_id":1,"position":0}""",
                """{"type":"audio","audio_data":"AQD//w==","response_id":1,"position":0}""",
            ],
            received.Skip(1)
        );
    }

    [Fact]
    public async Task A_client_may_begin_with_text_or_binary()
    {
        await using var server = await EchoServer.StartAsync();
        using var typing = await server.ConnectRawAsync();
        await typing.SendAsync("""{"type":"text","text":"hi"}""");
        Assert.Equal("""{"type":"turn","text":"hi","typed":true}""", (await typing.ReceiveAsync(2))[1]);

        using var binary = await server.ConnectRawAsync();
        await binary.SendAsync([1, 0, 255, 255]);
        Assert.Equal("pcm 4", (await binary.ReceiveAsync(3))[2]);
    }

    [Fact]
    public async Task The_route_names_the_agent_before_the_client_does()
    {
        await using var server = await EchoServer.StartAsync();
        foreach (
            var (path, agent) in new[] { ("/ws/fixed", "fixed"), ("/ws/agents/bob", "bob"), ("/ws/assistant", "mine") }
        )
        {
            var address = new UriBuilder(server.Address) { Path = path }.Uri;
            await using var client = await AssistantClient.ConnectAsync(address, new() { Agent = "mine" });
            Assert.Equal(agent, client.Ready.Agent);
        }
    }

    [Fact]
    public async Task The_right_token_is_let_in()
    {
        await using var server = await EchoServer.StartAsync(authenticator: new TokenIsSecret());
        await using var client = await server.ConnectAsync(new() { Token = "secret" });

        Assert.Equal("ann", Assert.Single(server.Sessions.Requests).Metadata["user"]);
    }

    [Fact]
    public async Task A_wrong_token_is_refused()
    {
        await using var server = await EchoServer.StartAsync(authenticator: new TokenIsSecret());

        var wrong = await Assert.ThrowsAsync<VoiceAgentException>(() => server.ConnectAsync(new() { Token = "wrong" }));
        Assert.Equal(ErrorCodes.AuthFailed, wrong.Code);
        var none = await Assert.ThrowsAsync<VoiceAgentException>(() => server.ConnectAsync());
        Assert.Equal(ErrorCodes.AuthRequired, none.Code);
        Assert.Empty(server.Sessions.Requests);
    }

    [Fact]
    public async Task Audio_before_auth_is_refused()
    {
        await using var server = await EchoServer.StartAsync(authenticator: new TokenIsSecret());
        using var client = await server.ConnectRawAsync();
        await client.SendAsync(Audio);

        var received = await client.ReceiveAsync(2);
        Assert.Contains("\"code\":\"auth_required\"", received[0], StringComparison.Ordinal);
        Assert.Equal("close 4401 auth_required", received[1]);
    }

    [Fact]
    public async Task An_authenticator_that_throws_refuses_the_client()
    {
        await using var server = await EchoServer.StartAsync(authenticator: new Throws());

        var error = await Assert.ThrowsAsync<VoiceAgentException>(() => server.ConnectAsync(new() { Token = "x" }));
        Assert.Equal(ErrorCodes.Internal, error.Code);
        Assert.DoesNotContain("secret detail", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_disconnected()
    {
        await using var server = await EchoServer.StartAsync(o => o.HandshakeTimeout = TimeSpan.FromSeconds(1));
        using var client = await server.ConnectRawAsync();

        var received = await client.ReceiveAsync(2);
        Assert.Contains("\"code\":\"start_timeout\"", received[0], StringComparison.Ordinal);
        Assert.Equal("close 4408 start_timeout", received[1]);
    }

    [Fact]
    public async Task A_full_server_says_so_and_takes_the_next_when_there_is_room()
    {
        await using var server = await EchoServer.StartAsync(o => o.MaxSessions = 1);
        var first = await server.ConnectAsync();
        using (var second = await server.ConnectRawAsync())
        {
            var received = await second.ReceiveAsync(2);
            Assert.Contains("\"code\":\"server_busy\"", received[0], StringComparison.Ordinal);
            Assert.Equal("close 1013 server_busy", received[1]);
        }

        await first.DisposeAsync();
        while (true)
        {
            try
            {
                await using var third = await server.ConnectAsync();
                break;
            }
            catch (VoiceAgentException busy) when (busy.Code == ErrorCodes.ServerBusy)
            {
                // The first session is still on its way out.
            }
        }
    }

    [Fact]
    public async Task Pages_of_other_origins_are_refused()
    {
        await using var server = await EchoServer.StartAsync(o => o.AllowedOrigins.Add("https://example.com"));

        using var allowed = await RawClient.ConnectAsync(server.Address, "https://example.com");
        using var noBrowser = await RawClient.ConnectAsync(server.Address);
        await Assert.ThrowsAsync<WebSocketException>(() =>
            RawClient.ConnectAsync(server.Address, "https://evil.example")
        );
    }

    [Fact]
    public async Task A_plain_request_is_told_what_to_do()
    {
        await using var server = await EchoServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Http };
        using var answer = await http.GetAsync(new Uri("/ws/assistant", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("Connect with a WebSocket.", await answer.Content.ReadAsStringAsync());
    }

    private sealed class TokenIsSecret : IWebSocketAuthenticator
    {
        public ValueTask<WebSocketAuthentication> AuthenticateAsync(
            WebSocketAuthenticationRequest request,
            CancellationToken cancellationToken
        ) =>
            ValueTask.FromResult(
                request.Token == "secret"
                    ? WebSocketAuthentication.Accept(new Dictionary<string, string> { ["user"] = "ann" })
                    : WebSocketAuthentication.Refuse()
            );
    }

    private sealed class Throws : IWebSocketAuthenticator
    {
        public ValueTask<WebSocketAuthentication> AuthenticateAsync(
            WebSocketAuthenticationRequest request,
            CancellationToken cancellationToken
        ) => throw new InvalidOperationException("secret detail");
    }
}
