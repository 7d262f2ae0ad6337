using System.Net.WebSockets;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>Each rule of the Pipecat protocol, broken once over a real socket; a session beside it notices nothing.</summary>
public class PipecatBadClientTests
{
    private const string NotProtobuf = "Invalid message: send protobuf frames as binary messages.";

    [Theory]
    [InlineData("12", NotProtobuf)]
    [InlineData("12051A0201", NotProtobuf)]
    [InlineData("12081A0101 20807D 2801", "1 bytes of audio are not whole 16-bit samples.")]
    [InlineData("12061A020100 2801", "Audio needs a sample_rate")]
    public async Task A_broken_frame_is_told_and_the_session_goes_on(string hex, string error)
    {
        await using var server = await EchoServer.StartAsync();
        using var other = await PipecatClient.BeginAsync(server.Pipecat);
        using var client = await PipecatClient.BeginAsync(server.Pipecat);
        await client.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

        await AssertTellsAsync(client, error);
        await AssertServesAsync(client);
        await AssertServesAsync(other);
    }

    [Theory]
    [InlineData("nonsense", "Invalid RTVI transport message")]
    [InlineData("""{"label":"rtvi-ai","type":"send-text","data":{}}""", "Invalid RTVI transport message: id")]
    [InlineData("""{"label":"rtvi-ai","type":7,"id":"1"}""", "Invalid RTVI transport message: type")]
    [InlineData(
        """{"label":"rtvi-ai","type":"send-text","data":[],"id":"1"}""",
        "Invalid RTVI transport message: data"
    )]
    public async Task A_broken_envelope_is_told_and_the_session_goes_on(string json, string error)
    {
        await using var server = await EchoServer.StartAsync();
        using var other = await PipecatClient.BeginAsync(server.Pipecat);
        using var client = await PipecatClient.BeginAsync(server.Pipecat);
        await client.SendJsonAsync("""{"label":"other","type":"send-text","id":"1"}"""); // Ignored.
        await client.SendJsonAsync(json);

        await AssertTellsAsync(client, error);
        await AssertServesAsync(client);
        await AssertServesAsync(other);
    }

    [Fact]
    public async Task Text_messages_are_told_and_the_session_goes_on()
    {
        await using var server = await EchoServer.StartAsync();
        using var client = await PipecatClient.BeginAsync(server.Pipecat);
        await client.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text);

        await AssertTellsAsync(client, NotProtobuf);
        await AssertServesAsync(client);
    }

    [Fact]
    public async Task Wrong_requests_are_answered_under_their_id_for_ever()
    {
        await using var server = await EchoServer.StartAsync(options => options.MaxBadMessages = 3);
        using var client = await PipecatClient.BeginAsync(server.Pipecat);
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync("describe-config", "{}");
            Assert.Equal(
                """{"label":"rtvi-ai","type":"error-response","id":"0a1b2c3d","data":{"error":"Unsupported type describe-config"}}""",
                await client.ReceiveAsync()
            );
        }

        await AssertServesAsync(client);
    }

    [Fact]
    public async Task Broken_messages_without_end_are_disconnected()
    {
        await using var server = await EchoServer.StartAsync(options => options.MaxBadMessages = 3);
        using var other = await PipecatClient.BeginAsync(server.Pipecat);
        using var client = await PipecatClient.BeginAsync(server.Pipecat);
        for (var i = 0; i < 3; i++)
        {
            await client.SendJsonAsync("nonsense");
        }

        await client.ReceiveAsync();
        await client.ReceiveAsync();
        Assert.EndsWith("\"fatal\":true}}", await client.ReceiveAsync());
        Assert.Equal("close 1008 overflow", await client.ReceiveAsync());
        await AssertServesAsync(other);
    }

    [Fact]
    public async Task A_message_of_a_mebibyte_is_taken_and_a_larger_one_is_not()
    {
        await using var server = await EchoServer.StartAsync();
        using var other = await PipecatClient.BeginAsync(server.Pipecat);
        using var client = await PipecatClient.BeginAsync(server.Pipecat);
        await client.SendAsync("ui-event", $$"""{"event":"e","payload":"{{new string('x', 1_000_000)}}"}""");
        await AssertServesAsync(client);
        await client.SendAsync("ui-event", $$"""{"event":"e","payload":"{{new string('x', 1_100_000)}}"}""");

        Assert.EndsWith("\"fatal\":true}}", await client.ReceiveAsync());
        Assert.Equal("close 1009 message_too_large", await client.ReceiveAsync());
        await AssertServesAsync(other);
    }

    [Fact]
    public async Task A_client_beyond_the_limit_is_told_to_come_back()
    {
        await using var server = await EchoServer.StartAsync(options => options.MaxSessions = 1);
        using var client = await PipecatClient.BeginAsync(server.Pipecat);
        using var late = await PipecatClient.ConnectAsync(server.Pipecat);

        Assert.EndsWith("\"fatal\":true}}", await late.ReceiveAsync());
        Assert.Equal("close 1013 server_busy", await late.ReceiveAsync());
        await AssertServesAsync(client);
    }

    [Fact]
    public async Task A_session_that_fails_says_so_before_it_closes()
    {
        await using var server = await EchoServer.StartAsync();
        using var client = await PipecatClient.BeginAsync(server.Pipecat);
        await client.SendAsync("send-text", """{"content":"fail"}""");

        Assert.Equal(
            """{"label":"rtvi-ai","type":"error","data":{"error":"The vendor is down.","message":"The vendor is down.","fatal":true}}""",
            await client.ReceiveAsync()
        );
        Assert.Equal("close 1011 provider_failed", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Requests_behind_client_ready_are_served_before_bot_ready_is_awaited()
    {
        await using var server = await EchoServer.StartAsync();
        using var client = await PipecatClient.ConnectAsync(server.Pipecat);
        await client.SendAsync("client-ready", """{"version":"2.1.0"}""");
        await client.SendAsync("send-text", """{"content":"hello"}""");

        Assert.Contains("\"bot-ready\"", await client.ReceiveAsync());
        Assert.Contains("\"metrics\"", await client.ReceiveAsync());
        Assert.Contains("\"user-llm-text\",\"data\":{\"text\":\"hello\"}", await client.ReceiveAsync());
    }

    private static async Task AssertTellsAsync(PipecatClient client, string error)
    {
        var told = await client.ReceiveAsync();
        Assert.StartsWith($$$"""{"label":"rtvi-ai","type":"error","data":{"error":"{{{error}}}""", told);
        Assert.EndsWith("\"fatal\":false}}", told);
    }

    private static async Task AssertServesAsync(PipecatClient client)
    {
        await client.SendAsync("send-text", """{"content":"still there"}""");
        Assert.Contains("\"user-llm-text\",\"data\":{\"text\":\"still there\"}", await client.ReceiveAsync());
    }
}
