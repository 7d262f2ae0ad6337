using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>The request a Pipecat client starts with.</summary>
public class PipecatStartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", null)]
    [InlineData("{}", null)]
    [InlineData(
        """{"transport":"websocket","body":{"agent":"concierge"},"enableDefaultIceServers":true}""",
        "concierge"
    )]
    [InlineData("""{"agent":"front desk"}""", "front%20desk")]
    public async Task It_answers_with_the_address_and_nothing_a_client_refuses(string body, string? agent)
    {
        await using var server = await EchoServer.StartAsync();
        var (status, answer) = await PostAsync(server, body);

        Assert.Equal(HttpStatusCode.OK, status);
        var field = Assert.Single(answer.EnumerateObject());
        var query = agent is null ? "" : $"?agent={agent}";
        Assert.Equal(("wsUrl", $"{server.Pipecat}{query}"), (field.Name, field.Value.GetString()));
        using var client = await PipecatClient.BeginAsync(new Uri(field.Value.GetString()!));
        Assert.Equal(agent is null ? null : Uri.UnescapeDataString(agent), server.Sessions.Requests.Single().Agent);
    }

    [Theory]
    [InlineData("nonsense", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("""{"transport":"daily"}""", HttpStatusCode.BadRequest)]
    public async Task What_makes_no_sense_is_answered_in_JSON(string body, HttpStatusCode expected)
    {
        await using var server = await EchoServer.StartAsync();
        var (status, answer) = await PostAsync(server, body);

        Assert.Equal(expected, status);
        Assert.NotEmpty(answer.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task A_body_that_is_too_large_and_another_method_are_answered_in_JSON()
    {
        await using var server = await EchoServer.StartAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(server, new string(' ', 70_000))).Status);
        using var http = new HttpClient();
        using var got = await http.GetAsync(new Uri(server.Http, "start"), Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, got.StatusCode);
        Assert.Contains("\"detail\"", await got.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task A_page_of_another_origin_may_ask_with_headers_of_its_own()
    {
        await using var server = await EchoServer.StartAsync();
        using var http = new HttpClient();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri(server.Http, "start"));
        preflight.Headers.Add("Origin", "https://page.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type,x-mine");
        using var answer = await http.SendAsync(preflight, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("https://page.example", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("POST", answer.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Equal("content-type,x-mine", answer.Headers.GetValues("Access-Control-Allow-Headers").Single());
    }

    [Theory]
    [InlineData("https://page.example", HttpStatusCode.OK)]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    public async Task Origins_can_be_limited(string origin, HttpStatusCode expected)
    {
        await using var server = await EchoServer.StartAsync(o => o.AllowedOrigins.Add("https://page.example"));

        Assert.Equal(expected, (await PostAsync(server, "{}", origin: origin)).Status);
    }

    [Fact]
    public async Task With_authentication_it_gives_a_token_that_is_good_once()
    {
        await using var server = await EchoServer.StartAsync(authenticator: new Sesame());
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(server, "{}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(server, "{}", token: "wrong")).Status);
        var (failed, detail) = await PostAsync(server, "{}", token: "throw");
        Assert.Equal(HttpStatusCode.InternalServerError, failed);
        Assert.NotEmpty(detail.GetProperty("detail").GetString()!);

        var (status, answer) = await PostAsync(server, """{"agent":"concierge"}""", token: "sesame");
        Assert.Equal(HttpStatusCode.OK, status);
        var address = answer.GetProperty("wsUrl").GetString()!;
        var token = answer.GetProperty("token").GetString()!;
        Assert.NotEqual("sesame", token);
        using var first = await PipecatClient.BeginAsync(new Uri($"{address}&token={token}"));
        var request = server.Sessions.Requests.Single();
        Assert.Equal(("concierge", "ada"), (request.Agent, request.Metadata["user_id"]));

        using var second = await PipecatClient.ConnectAsync(new Uri($"{address}&token={token}"));
        Assert.EndsWith("\"fatal\":true}}", await second.ReceiveAsync());
        Assert.Equal("close 4003 auth_failed", await second.ReceiveAsync());
    }

    [Fact]
    public async Task A_token_may_stand_in_the_path()
    {
        await using var server = await EchoServer.StartAsync(authenticator: new Sesame());
        using var client = await PipecatClient.BeginAsync(new Uri($"{server.Pipecat}/sesame"));

        Assert.Single(server.Sessions.Requests);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(
        EchoServer server,
        string body,
        string? token = null,
        string? origin = null
    )
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Http, "start"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await http.SendAsync(request, Cancellation);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        return (response.StatusCode, answer.RootElement.Clone());
    }

    private sealed class Sesame : IWebSocketAuthenticator
    {
        public ValueTask<WebSocketAuthentication> AuthenticateAsync(
            WebSocketAuthenticationRequest request,
            CancellationToken cancellationToken
        ) =>
            request.Token == "throw"
                ? throw new InvalidOperationException("as asked")
                : ValueTask.FromResult(
                    request.Token == "sesame"
                        ? WebSocketAuthentication.Accept(new Dictionary<string, string> { ["user_id"] = "ada" })
                        : WebSocketAuthentication.Refuse()
                );
    }
}
