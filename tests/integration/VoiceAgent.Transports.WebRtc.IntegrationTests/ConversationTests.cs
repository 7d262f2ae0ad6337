using System.Net;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>Conversations over real sockets: HTTP, UDP, data channel and audio.</summary>
public class ConversationTests
{
    private static readonly object Start = new
    {
        type = "start",
        agent = "tone",
        resumable = true,
        reports_playback = true,
        audio = "binary",
    };

    [Fact]
    public async Task Messages_and_audio_go_both_ways()
    {
        await using var server = await RtcServer.StartAsync();
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(new { type = "start", agent = "tone" });
        var ready = await client.ReadAsync("ready");
        await client.SayAsync(new { type = "text", text = "good morning" });
        var turn = await client.ReadAsync("turn");
        await client.HumAsync(TimeSpan.FromMilliseconds(400));
        var heard = await client.ReadAsync("transcript");
        await client.SayAsync(new { type = "text", text = "hum" });
        await client.ReadAsync("heard", message => message.GetProperty("text").GetString() == "19200");

        Assert.Equal("rtp", ready.GetProperty("audio").GetString());
        Assert.Equal(16_000, ready.GetProperty("input_sample_rate").GetInt32());
        Assert.Equal(24_000, ready.GetProperty("output_sample_rate").GetInt32());
        Assert.Equal("good morning", turn.GetProperty("text").GetString());
        Assert.Equal("a tone", heard.GetProperty("text").GetString());
        Assert.InRange(client.LoudFrames, 36, 42);
        Assert.Equal("webrtc", server.Sessions.Infos.Single().Transport);
    }

    [Fact]
    public async Task An_interruption_stops_the_voice_at_once()
    {
        await using var server = await RtcServer.StartAsync();
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(Start);
        await client.ReadAsync("ready");
        await client.SayAsync(new { type = "text", text = "hum" });
        await client.UntilAsync(() => client.LoudFrames >= 5, "No voice came.");
        await client.SayAsync(new { type = "text", text = "interrupt" });
        await client.ReadAsync("clear");
        await client.SayAsync(new { type = "text", text = "still there" });
        await client.ReadAsync("turn");

        Assert.InRange(client.LoudFrames, 5, 25);
    }

    [Fact]
    public async Task A_conversation_goes_on_over_a_WebSocket()
    {
        await using var server = await RtcServer.StartAsync();
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(Start);
        var ready = await client.ReadAsync("ready");
        await client.SayAsync(new { type = "text", text = "over WebRTC" });
        var turn = await client.ReadAsync("turn");
        client.Vanish();

        await using var socket = await AssistantSocket.ConnectAsync(server.Socket);
        await socket.SayAsync(
            new
            {
                type = "resume",
                resume_token = ready.GetProperty("resume").GetProperty("token").GetString(),
                seq = turn.GetProperty("seq").GetInt64(),
                position = 0,
                audio = "binary",
                reports_playback = true,
            }
        );
        var resumed = await socket.ReadAsync("resumed");
        await socket.SayAsync(new { type = "text", text = "over a WebSocket" });
        var next = await socket.ReadAsync("turn");

        Assert.Equal(1, resumed.GetProperty("received_texts").GetInt32());
        Assert.True(resumed.GetProperty("complete").GetBoolean());
        Assert.Equal("over a WebSocket", next.GetProperty("text").GetString());
        Assert.Single(server.Sessions.Requests);
    }

    [Fact]
    public async Task A_conversation_comes_from_a_WebSocket_and_goes_back_to_one()
    {
        await using var server = await RtcServer.StartAsync();
        await using var socket = await AssistantSocket.ConnectAsync(server.Socket);
        await socket.SayAsync(Start);
        var ready = await socket.ReadAsync("ready");
        socket.Abort();

        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(Resume(ready));
        var resumed = await client.ReadAsync("resumed");
        await client.SayAsync(new { type = "text", text = "hum" });
        await client.UntilAsync(() => client.LoudFrames >= 30, "No voice came.");
        client.Close();

        await using var back = await AssistantSocket.ConnectAsync(server.Socket);
        await back.SayAsync(Resume(resumed));
        await back.ReadAsync("resumed");
        await back.SayAsync(new { type = "text", text = "back" });
        Assert.Equal("back", (await back.ReadAsync("turn")).GetProperty("text").GetString());
        Assert.Single(server.Sessions.Requests);

        static object Resume(System.Text.Json.JsonElement offered) =>
            new
            {
                type = "resume",
                resume_token = offered.GetProperty("resume").GetProperty("token").GetString(),
                seq = 1000,
                position = 0,
                audio = "binary",
                reports_playback = true,
            };
    }

    [Fact]
    public async Task A_restart_keeps_the_conversation()
    {
        await using var server = await RtcServer.StartAsync();
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(Start);
        await client.ReadAsync("ready");
        var id = client.Id;

        await client.RestartAsync();
        await client.SayAsync(new { type = "text", text = "behind it" });

        Assert.Equal("behind it", (await client.ReadAsync("turn")).GetProperty("text").GetString());
        Assert.Equal(id, client.Id);
    }

    [Fact]
    public async Task Candidates_are_taken_and_leaving_ends_the_conversation()
    {
        await using var server = await RtcServer.StartAsync();
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(Start);
        await client.ReadAsync("ready");
        var candidates = new[] { new { candidate = "candidate:1 1 udp 1 a.local 9 typ host" }, new { candidate = "" } };

        using var patched = await client.SendAsync(HttpMethod.Patch, new { pc_id = client.Id, candidates });
        using var left = await client.SendAsync(HttpMethod.Delete, new { pc_id = client.Id });
        await Waiting.UntilAsync(() => !server.Sessions.Ends.IsEmpty, "The session did not end.");
        using var again = await client.SendAsync(HttpMethod.Delete, new { pc_id = "nobody" });

        Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        Assert.Equal(HttpStatusCode.OK, left.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal("client", server.Sessions.Ends.Single());
    }

    [Fact]
    public async Task The_end_is_told_before_the_connection_closes()
    {
        await using var server = await RtcServer.StartAsync();
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(new { type = "start" });
        await client.SayAsync(new { type = "end" });

        Assert.Equal("client", (await client.ReadAsync("bye")).GetProperty("reason").GetString());
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.ReadAsync("anything"));
    }

    [Fact]
    public async Task A_peer_that_vanishes_is_waited_for_and_then_given_up()
    {
        await using var server = await RtcServer.StartAsync(limits: options =>
            options.ResumeGrace = TimeSpan.FromMilliseconds(200)
        );
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(Start);
        await client.ReadAsync("ready");
        client.Close();

        await Waiting.UntilAsync(() => !server.Sessions.Ends.IsEmpty, "The session did not end.");
        Assert.Equal("the client did not come back", server.Sessions.Ends.Single());
    }

    [Fact]
    public async Task A_goodbye_that_comes_behind_the_end_of_the_connection_ends_the_conversation()
    {
        await using var server = await RtcServer.StartAsync();
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(Start);
        await client.ReadAsync("ready");
        client.Close();
        await Waiting.UntilAsync(() => !server.Sessions.Losses.IsEmpty, "The end of the connection was not noticed.");

        using var left = await client.SendAsync(HttpMethod.Delete, new { pc_id = client.Id });

        await Waiting.UntilAsync(() => !server.Sessions.Ends.IsEmpty, "The session did not end.");
        Assert.Equal(HttpStatusCode.OK, left.StatusCode);
        Assert.Equal("client", server.Sessions.Ends.Single());
        await Waiting.UntilAsync(() => server.Peers == 0, "The peer was not forgotten.");
    }
}
