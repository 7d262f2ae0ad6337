using System.IO.Pipelines;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using VoiceAgent.Errors;

namespace VoiceAgent.Tools.Mcp;

public sealed class McpToolboxTests : IAsyncDisposable
{
    private readonly McpToolbox _toolbox = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<McpServer> _servers = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _toolbox.DisposeAsync();
        _stop.Cancel();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _stop.Dispose();
    }

    [Fact]
    public async Task Tools_of_a_server_are_functions_of_the_agent()
    {
        await ConnectAsync("rooms", (string room) => $"booked {room}");

        var tool = Assert.Single(_toolbox.ToolsOf(["rooms", "nobody"]));
        var result = await tool.InvokeAsync(new AIFunctionArguments { ["room"] = "12" }, Cancellation);

        Assert.Equal("book", tool.Name);
        Assert.Contains("booked 12", result?.ToString(), StringComparison.Ordinal);
        Assert.Contains("room", tool.JsonSchema.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_tools_of_a_name_stay_apart()
    {
        await ConnectAsync("rooms", (string room) => $"booked {room}");
        await ConnectAsync("tables", (string room) => $"laid {room}");

        Assert.Equal(["book", "tables_book"], _toolbox.ToolsOf(["rooms", "tables"]).Select(tool => tool.Name));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        var failure = await Assert.ThrowsAsync<VoiceAgentException>(() =>
            _toolbox.ConnectAsync(
                "ghost",
                new McpServerSettings { Command = "/nowhere/voiceagent-ghost" },
                Cancellation
            )
        );

        Assert.Equal(ErrorCodes.ProviderUnavailable, failure.Code);
        Assert.Contains("VoiceAgent:Mcp:ghost", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_neither_program_nor_address_is_refused()
    {
        var failure = await Assert.ThrowsAsync<VoiceAgentException>(() =>
            _toolbox.ConnectAsync("empty", new McpServerSettings(), Cancellation)
        );

        Assert.Equal(ErrorCodes.InvalidConfiguration, failure.Code);
    }

    private Task ConnectAsync(string name, Delegate book) =>
        _toolbox.ConnectAsync(name, () => Serve(book), TimeSpan.FromSeconds(30), Cancellation);

    private StreamClientTransport Serve(Delegate book)
    {
        var (up, down) = (new Pipe(), new Pipe());
        var options = new McpServerOptions
        {
            ToolCollection = [McpServerTool.Create(book, new McpServerToolCreateOptions { Name = "book" })],
        };
        var server = McpServer.Create(new StreamServerTransport(up.Reader.AsStream(), down.Writer.AsStream()), options);
        _servers.Add(server);
        _ = server.RunAsync(_stop.Token);
        return new StreamClientTransport(up.Writer.AsStream(), down.Reader.AsStream());
    }
}
