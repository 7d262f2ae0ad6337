using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>Clients that are wrong, too many, or not let in.</summary>
public class BadClientTests
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task A_token_that_is_refused_closes_the_connection()
    {
        var tokens = new KnownTokens("right");
        await using var server = await RtcServer.StartAsync(authenticator: tokens);
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(new { type = "auth", token = "wrong" });

        var error = await client.ReadAsync("error");
        Assert.Equal("auth_failed", error.GetProperty("code").GetString());
        Assert.True(error.GetProperty("fatal").GetBoolean());
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.ReadAsync("ready"));
        Assert.Equal("/api/rtc/assistant", tokens.Last!.HttpContext.Request.Path);
        Assert.Equal(IPAddress.Loopback, tokens.Last.HttpContext.Connection.RemoteIpAddress);
        Assert.Empty(server.Sessions.Requests);
    }

    [Fact]
    public async Task A_right_token_lets_in_with_what_is_known()
    {
        await using var server = await RtcServer.StartAsync(authenticator: new KnownTokens("right"));
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(new { type = "auth", token = "right" });
        await client.ReadAsync("ready");

        Assert.Equal("ada", server.Sessions.Requests.Single().Metadata["user_id"]);
    }

    [Fact]
    public async Task Audio_in_messages_is_an_error_and_so_is_nonsense()
    {
        await using var server = await RtcServer.StartAsync();
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync([1, 2, 3, 4], isText: false);
        var first = await client.ReadAsync("error");
        await client.SayAsync(new { type = "start" });
        await client.ReadAsync("ready");
        await client.SayAsync(new { type = "audio", audio_data = "AQD//w==" });
        var second = await client.ReadAsync("error");
        await client.SayAsync("{"u8.ToArray());
        var third = await client.ReadAsync("error");

        Assert.All(
            [first, second, third],
            error => Assert.Equal("invalid_message", error.GetProperty("code").GetString())
        );
    }

    [Fact]
    public async Task Many_wrong_messages_close_the_connection()
    {
        await using var server = await RtcServer.StartAsync(limits: options => options.MaxBadMessages = 5);
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(new { type = "start" });
        for (var message = 0; message < 5; message++)
        {
            await client.SayAsync("nonsense"u8.ToArray());
        }

        await client.ReadAsync("error", error => error.GetProperty("code").GetString() == "overflow");
        await Waiting.UntilAsync(() => !server.Sessions.Ends.IsEmpty, "The session did not end.");
        Assert.Equal("overflow", server.Sessions.Ends.Single());
    }

    [Fact]
    public async Task A_client_without_a_first_message_is_not_waited_for()
    {
        await using var server = await RtcServer.StartAsync(limits: options =>
            options.HandshakeTimeout = TimeSpan.FromSeconds(1)
        );
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        // What opens the channel is no first message.
        Assert.Equal("start_timeout", (await client.ReadAsync("error")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Offers_over_the_limits_are_refused()
    {
        await using var server = await RtcServer.StartAsync(
            options => options.MaxHalfOpen = 1,
            limits => limits.MaxSessions = 2
        );
        await using var client = await LiveClient.ConnectAsync(server.Signalling);
        await client.SayAsync(new { type = "start" });
        await client.ReadAsync("ready");

        using var large = await PostAsync(server, new { type = "offer", sdp = new string('x', 200_000) });
        using var wrong = await PostAsync(server, new { type = "offer", sdp = "v=0\r\n" });
        using var noOffer = await PostAsync(server, new { type = "answer" });
        using var noJson = await Http.PostAsync(server.Signalling, new StringContent("{", Encoding.UTF8));
        using var get = await Http.GetAsync(server.Signalling);
        using var unknown = await PostAsync(
            server,
            new
            {
                type = "offer",
                sdp = "v=0\r\n",
                pc_id = "x",
            }
        );

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal("invalid_offer", await CodeOf(wrong));
        Assert.Equal("invalid_message", await CodeOf(noOffer));
        Assert.Equal(HttpStatusCode.BadRequest, noJson.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Equal("unknown_connection", await CodeOf(unknown));
    }

    [Fact]
    public async Task The_last_place_is_the_last()
    {
        await using var server = await RtcServer.StartAsync(limits: options => options.MaxSessions = 1);
        await using (var client = await LiveClient.ConnectAsync(server.Signalling))
        {
            await client.SayAsync(new { type = "start" });
            await client.ReadAsync("ready");
            using var busy = await PostAsync(server, new { type = "offer", sdp = "v=0\r\n" });
            Assert.Equal(HttpStatusCode.ServiceUnavailable, busy.StatusCode);
            Assert.Equal("server_busy", await CodeOf(busy));
        }

        await Waiting.UntilAsync(() => !server.Sessions.Ends.IsEmpty, "The session did not end.");
        await using var next = await LiveClient.ConnectAsync(server.Signalling);
        await next.SayAsync(new { type = "start" });
        await next.ReadAsync("ready");
    }

    [Fact]
    public async Task A_page_of_a_foreign_origin_is_refused()
    {
        await using var server = await RtcServer.StartAsync(limits: options =>
            options.AllowedOrigins.Add("https://example.com")
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Signalling);
        request.Headers.Add("Origin", "https://example.org");
        using var refused = await Http.SendAsync(request);
        using var question = new HttpRequestMessage(HttpMethod.Options, server.Signalling);
        question.Headers.Add("Origin", "https://example.com");
        using var allowed = await Http.SendAsync(question);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal("https://example.com", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    private static Task<HttpResponseMessage> PostAsync(RtcServer server, object body) =>
        Http.PostAsJsonAsync(server.Signalling, body);

    private static async Task<string?> CodeOf(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
