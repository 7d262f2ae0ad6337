using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VoiceAgent.Hosting.Talk;

namespace VoiceAgent.Hosting;

/// <summary>What the host tells over HTTP, and how it starts.</summary>
public sealed class HostTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_told(string path)
    {
        await using var server = await LocalServer.StartAsync(Cancelled);
        using var http = new HttpClient();
        var answer = await http.GetFromJsonAsync<JsonElement>(Http(server, path), Cancelled);
        Assert.NotEqual("Unhealthy", answer.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Agents_and_engines_are_listed()
    {
        await using var server = await LocalServer.StartAsync(Cancelled);
        using var http = new HttpClient();
        var agents = await http.GetFromJsonAsync<JsonElement>(Http(server, "/api/agents"), Cancelled);
        var engines = await http.GetFromJsonAsync<JsonElement>(Http(server, "/api/engines"), Cancelled);
        Assert.Equal("demo", agents[0].GetProperty("name").GetString());
        Assert.Equal("flite", engines.GetProperty("textToSpeech")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_api_document_names_every_path()
    {
        await using var server = await LocalServer.StartAsync(Cancelled);
        using var http = new HttpClient();
        var document = await http.GetFromJsonAsync<JsonElement>(Http(server, "/openapi/v1.json"), Cancelled);
        Assert.True(document.GetProperty("paths").TryGetProperty("/api/agents", out _));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(Http(server, "/api/index.html"), Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Typed_turns_are_answered_and_call_tools()
    {
        await using var server = await LocalServer.StartAsync(Cancelled);
        var conversation = new TalkConversation(new TalkSettings { Server = server.Address }, TimeProvider.System);
        var report = await conversation.RunAsync(
            [new TalkTurn("sum", default, "what is seven times eight")],
            Cancelled
        );
        var turn = Assert.Single(report.Turns);
        Assert.Contains("56", turn.Reply, StringComparison.Ordinal);
        Assert.Single(turn.Tools);
    }

    private static Uri Http(LocalServer server, string path) =>
        new UriBuilder(server.Address) { Scheme = "http", Path = path }.Uri;
}
