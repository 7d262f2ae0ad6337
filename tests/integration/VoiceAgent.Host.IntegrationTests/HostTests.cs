using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VoiceAgent.Errors;
using VoiceAgent.Hosting.Agents;
using VoiceAgent.Hosting.Talk;
using VoiceAgent.Transports.WebSockets.Client;

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
        Assert.True(agents[0].GetProperty("scripted").GetBoolean());
        Assert.Equal("flite", engines.GetProperty("textToSpeech")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Pools_are_described()
    {
        await using var server = await LocalServer.StartAsync(Cancelled);
        using var http = new HttpClient();
        var report = await http.GetFromJsonAsync<JsonElement>(Http(server, "/api/pool"), Cancelled);
        Assert.Equal(0, report.GetProperty("pools").GetArrayLength());
        Assert.Equal(0, report.GetProperty("circuits").GetArrayLength());
        Assert.Equal(0, report.GetProperty("hedging").GetArrayLength());
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

    [Fact]
    public async Task A_greeting_comes_as_response_text_and_a_goodbye_with_its_reason()
    {
        await using var server = await LocalServer.StartAsync(Cancelled);
        await using var client = await AssistantClient.ConnectAsync(server.Address, cancellationToken: Cancelled);
        ServerResponse? greeting = null;
        ServerBye? bye = null;
        await foreach (var message in client.ReadAllAsync(Cancelled))
        {
            switch (message)
            {
                case ServerResponse response:
                    greeting = response;
                    await client.EndAsync(Cancelled);
                    break;
                case ServerBye goodbye:
                    bye = goodbye;
                    break;
                default:
                    break;
            }
        }

        Assert.Contains("Robin", greeting?.Text, StringComparison.Ordinal);
        Assert.True(greeting!.IsFinal);
        Assert.Equal("client", bye?.Reason);
    }

    [Fact]
    public async Task A_talk_ends_when_its_server_goes_away()
    {
        var server = await LocalServer.StartAsync(Cancelled);
        var conversation = new TalkConversation(new TalkSettings { Server = server.Address }, TimeProvider.System);
        var talking = conversation.RunAsync([new TalkTurn("silence", new byte[640_000], null)], Cancelled);
        while (!conversation.IsReady)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        }

        await server.DisposeAsync();
        var report = await talking;
        Assert.Equal("The server closed the conversation.", report.Problem);
    }

    [Fact]
    public void What_is_missing_is_told_with_the_command_that_installs_it()
    {
        var missing = EngineAvailability.Missing("ears", "The ears are missing.", "apt-get install ears");
        var present = EngineAvailability.Available("others");
        Assert.Same(missing, EngineChoice.Missing([missing], EngineChoice.Auto));
        Assert.Same(missing, EngineChoice.Missing([missing, present], "Ears"));
        Assert.Null(EngineChoice.Missing([missing, present], EngineChoice.Auto));
        Assert.Null(EngineChoice.Missing([missing, present], EngineChoice.None));
    }

    private static Uri Http(LocalServer server, string path) =>
        new UriBuilder(server.Address) { Scheme = "http", Path = path }.Uri;
}
