using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>How a client learns what to connect to.</summary>
public class ConnectTests
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task The_answer_holds_all_that_is_needed()
    {
        await using var server = await RtcServer.StartAsync(UseRelay);
        var client = new
        {
            webrtc = true,
            websocket = true,
            codecs = new[] { "opus", "PCMU" },
            udp = "unknown",
        };
        using var response = await Http.PostAsJsonAsync(new Uri(server.Http, "/api/connect"), new { client });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        var transports = answer.GetProperty("transports");

        Assert.Equal("webrtc", transports[0].GetProperty("type").GetString());
        Assert.Equal("/api/rtc/assistant", transports[0].GetProperty("url").GetString());
        Assert.Equal(2500, transports[0].GetProperty("deadline_ms").GetInt32());
        var relay = transports[0].GetProperty("ice_servers")[0];
        Assert.Equal("turn:relay.example.com", relay.GetProperty("urls")[0].GetString());
        Assert.NotEmpty(relay.GetProperty("credential").GetString()!);
        Assert.Equal("/ws/assistant", transports[1].GetProperty("url").GetString());
        Assert.Equal(10_000, transports[1].GetProperty("deadline_ms").GetInt32());
        Assert.Equal("lowest_latency", answer.GetProperty("reasons")[0].GetProperty("code").GetString());
        Assert.Equal("fallback", answer.GetProperty("reasons")[1].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Relays_are_for_those_who_are_let_in()
    {
        await using var server = await RtcServer.StartAsync(UseRelay, authenticator: new KnownTokens("right"));
        var connect = new Uri(server.Http, "/api/connect");
        using var nobody = await Http.PostAsJsonAsync(connect, new { });
        using var wrong = await Http.PostAsJsonAsync(connect, new { token = "wrong" });
        using var right = await Http.PostAsJsonAsync(connect, new { token = "right" });
        using var hidden = await Http.GetAsync(new Uri(server.Http, "/api/ice-servers"));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Http, "/api/ice-servers"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "right");
        using var shown = await Http.SendAsync(request);
        var servers = await shown.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, hidden.StatusCode);
        Assert.EndsWith(":ada", servers.GetProperty("ice_servers")[0].GetProperty("username").GetString());
        Assert.Equal(600, servers.GetProperty("lifetime_s").GetInt32());
    }

    [Fact]
    public async Task A_Pipecat_client_is_given_a_session_to_make_its_offer_in()
    {
        await using var server = await RtcServer.StartAsync(UseRelay);
        using var started = await Http.PostAsJsonAsync(new Uri(server.Http, "/start"), new { transport = "webrtc" });
        var answer = await started.Content.ReadFromJsonAsync<JsonElement>();
        var session = answer.GetProperty("sessionId").GetString();
        var offer = new { type = "offer", sdp = "v=0\r\n" };
        using var known = await Http.PostAsJsonAsync(new Uri(server.Http, $"/sessions/{session}/api/offer"), offer);
        using var unknown = await Http.PostAsJsonAsync(new Uri(server.Http, "/sessions/x/api/offer"), offer);

        Assert.Single(answer.GetProperty("iceConfig").GetProperty("iceServers").EnumerateArray());
        Assert.Equal(HttpStatusCode.BadRequest, known.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static void UseRelay(WebRtcTransportOptions options)
    {
        options.TurnUris.Add("turn:relay.example.com");
        options.TurnSecret = "secret";
    }
}
