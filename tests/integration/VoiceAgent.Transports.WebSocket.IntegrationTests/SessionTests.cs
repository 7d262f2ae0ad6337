using System.Net.WebSockets;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Transports.WebSockets;

public class SessionTests
{
    private const string Start = """{"type":"start","audio":"binary"}""";
    private static readonly byte[] Pcm = new byte[640];

    [Fact]
    public async Task A_conversation_over_the_client()
    {
        await using var server = await EchoServer.StartAsync();
        await using var client = await server.ConnectAsync(new() { ReportsPlayback = true });
        await client.SendTextAsync("¿Qué tal? 部屋");
        await client.SendAudioAsync(Pcm);
        await client.SendAudioAsync(Pcm);
        await client.ReportPlayedAsync(500);
        await client.PingAsync(7);
        await client.EndAsync();
        var received = await client.ReadAllAsync().ToListAsync();

        var turn = Assert.Single(received.OfType<ServerTurn>());
        Assert.Equal(("¿Qué tal? 部屋", true), (turn.Text, turn.Typed));
        Assert.Equal(0, Assert.Single(received.OfType<ServerMark>()).Position);
        Assert.Equal([0L, 320L], received.OfType<ServerAudio>().Select(audio => audio.Position));
        Assert.Equal("500", Assert.Single(received.OfType<ServerHeard>()).Text);
        Assert.Equal(7, Assert.Single(received.OfType<ServerPong>()).Id);
        Assert.Equal("client", Assert.IsType<ServerBye>(received[^2]).Reason);
        var closed = Assert.IsType<ServerClosed>(received[^1]);
        Assert.Equal((WebSocketCloseStatus.NormalClosure, "end"), (closed.Status, closed.Reason));
    }

    [Theory]
    [InlineData("hello", "invalid_message")]
    [InlineData("[1,2]", "invalid_message")]
    [InlineData("""{"audio_data":"AQD//w=="}""", "invalid_message")]
    [InlineData("""{"type":"start"}""", "invalid_message")]
    [InlineData("""{"type":"dance"}""", "unknown_type")]
    [InlineData("""{"type":"audio","audio_data":"no base64"}""", "invalid_audio")]
    [InlineData("""{"type":"audio","audio_data":"AQD/"}""", "invalid_audio")]
    [InlineData("""{"type":"audio","audio_data":"AQD//w==","sample_rate":4000}""", "unsupported_audio")]
    [InlineData("""{"type":"audio","audio_data":"AQD//w==","sample_rate":8000}""", "unsupported_audio")]
    public async Task A_wrong_message_gets_an_error_and_the_conversation_goes_on(string message, string code)
    {
        await using var server = await EchoServer.StartAsync();
        using var client = await server.ConnectRawAsync();
        await client.SendAsync(Start);
        await client.ReceiveAsync();
        await client.SendAsync(message);
        await client.SendAsync(Pcm);

        var received = await client.ReceiveAsync(3);
        Assert.StartsWith($$"""{"type":"error","code":"{{code}}",""", received[0], StringComparison.Ordinal);
        Assert.Equal("pcm 640", received[2]);
    }

    [Fact]
    public async Task Odd_binary_audio_gets_an_error_and_the_conversation_goes_on()
    {
        await using var server = await EchoServer.StartAsync();
        using var client = await server.ConnectRawAsync();
        await client.SendAsync(Start);
        await client.ReceiveAsync();
        await client.SendAsync([1, 2, 3]);
        await client.SendAsync(Pcm);

        var received = await client.ReceiveAsync(3);
        Assert.Contains("\"code\":\"invalid_audio\"", received[0], StringComparison.Ordinal);
        Assert.Equal("pcm 640", received[2]);
    }

    [Fact]
    public async Task An_oversize_message_closes()
    {
        await using var server = await EchoServer.StartAsync();
        using var client = await server.ConnectRawAsync();
        await client.SendAsync(Start);
        await client.ReceiveAsync();
        await client.SendAsync(new byte[300_000]);

        var received = await client.ReceiveAsync(2);
        Assert.Contains("\"code\":\"message_too_large\"", received[0], StringComparison.Ordinal);
        Assert.Equal("close 1009 message_too_large", received[1]);
    }

    [Fact]
    public async Task After_clear_no_stale_audio_follows()
    {
        await using var server = await EchoServer.StartAsync(o => o.MaxQueuedMessages = 65536);
        await using var client = await server.ConnectAsync();
        await client.SendTextAsync("talk");
        await client.SendTextAsync("interrupt");
        await client.SendAudioAsync(Pcm);
        await client.EndAsync();
        var received = await client.ReadAllAsync().ToListAsync();

        var clear = received.FindIndex(message => message is ServerClear { Through.Value: 1 });
        Assert.NotEqual(-1, clear);
        var after = Assert.Single(received.Skip(clear).OfType<ServerAudio>());
        Assert.Equal((new ResponseId(2), 2000 * 480), (after.Response, after.Position));
    }

    [Theory]
    [InlineData("throw", "internal")]
    [InlineData("fail", "provider_failed")]
    public async Task A_session_that_fails_is_closed_with_its_code(string word, string code)
    {
        await using var server = await EchoServer.StartAsync();
        using var client = await server.ConnectRawAsync();
        await client.SendAsync(Start);
        await client.ReceiveAsync();
        await client.SendAsync($$"""{"type":"text","text":"{{word}}"}""");

        var received = await client.ReceiveAsync(2);
        Assert.Contains($"\"code\":\"{code}\"", received[0], StringComparison.Ordinal);
        Assert.DoesNotContain("as asked", received[0], StringComparison.Ordinal);
        Assert.Equal($"close 1011 {code}", received[1]);
    }

    [Fact]
    public async Task A_server_that_stops_says_goodbye()
    {
        await using var server = await EchoServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var reading = client.ReadAllAsync().ToListAsync();
        await server.StopAsync();

        var received = await reading;
        Assert.Equal("shutdown", Assert.IsType<ServerBye>(received[^2]).Reason);
        Assert.Equal((WebSocketCloseStatus)1001, Assert.IsType<ServerClosed>(received[^1]).Status);
        Assert.Equal(["shutdown"], server.Sessions.Ends);
    }

    [Fact]
    public async Task Fifty_sessions_at_once_do_not_disturb_each_other()
    {
        await using var server = await EchoServer.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(TalkAsync));

        async Task TalkAsync(int number)
        {
            await using var client = await server.ConnectAsync(new() { BinaryAudio = number % 2 == 0 });
            var reading = client.ReadAllAsync().OfType<ServerAudio>().Take(50).ToListAsync();
            var pcm = Enumerable.Repeat((byte)number, 640).ToArray();
            for (var i = 0; i < 50; i++)
            {
                await client.SendAudioAsync(pcm);
            }

            Assert.All(await reading, audio => Assert.Equal(pcm, audio.Pcm.ToArray()));
        }
    }
}
