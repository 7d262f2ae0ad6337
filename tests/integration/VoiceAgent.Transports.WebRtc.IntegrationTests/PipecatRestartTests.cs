namespace VoiceAgent.Transports.WebRtc;

/// <summary>Pipecat's client makes a new connection in place of a broken one: <c>restart_pc</c>.</summary>
public class PipecatRestartTests
{
    [Fact]
    public async Task A_connection_made_anew_goes_on_with_the_conversation()
    {
        await using var server = await RtcServer.StartAsync();
        await using var first = await LiveClient.ConnectAsync(server.PipecatSignalling, "chat");
        await first.SayAsync(Ready);
        await first.ReadAsync("bot-ready");
        first.Vanish();

        await using var second = await LiveClient.ConnectAsync(server.PipecatSignalling, "chat", first.Id);
        await second.SayAsync(Text("hum"));
        await second.UntilAsync(() => second.LoudFrames >= 30, "No voice came.");

        Assert.Equal(first.Id, second.Id);
        Assert.Single(server.Sessions.Requests);
        Assert.Empty(server.Sessions.Ends);
        second.Close();
        await Waiting.UntilAsync(() => !server.Sessions.Ends.IsEmpty, "The session did not end.");
        await Waiting.UntilAsync(() => server.Peers == 0, "A peer was not forgotten.");
    }

    [Fact]
    public async Task A_connection_that_nobody_knows_begins_a_conversation()
    {
        await using var server = await RtcServer.StartAsync();
        await using var client = await LiveClient.ConnectAsync(
            server.PipecatSignalling,
            "chat",
            "a connection of long ago"
        );
        await client.SayAsync(Ready);

        await client.ReadAsync("bot-ready");
        Assert.Single(server.Sessions.Requests);
    }

    [Fact]
    public async Task A_connection_that_had_not_begun_begins_anew()
    {
        await using var server = await RtcServer.StartAsync();
        await using var first = await LiveClient.ConnectAsync(server.PipecatSignalling, "chat");
        await using var second = await LiveClient.ConnectAsync(server.PipecatSignalling, "chat", first.Id);
        await second.SayAsync(Ready);

        await second.ReadAsync("bot-ready");
        Assert.Single(server.Sessions.Requests);
    }

    private static object Ready =>
        new
        {
            label = "rtvi-ai",
            type = "client-ready",
            id = "1",
            data = new { version = "2.1.0" },
        };

    private static object Text(string content) =>
        new
        {
            label = "rtvi-ai",
            type = "send-text",
            id = "2",
            data = new { content },
        };
}
