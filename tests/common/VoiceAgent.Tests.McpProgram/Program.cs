using ModelContextProtocol.Server;
using VoiceAgent.Tests.McpProgram;

var tools = BookingTools.Create(
    die: () => Environment.Exit(1),
    hang: async token =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, token);
        return "never";
    }
);
await using var server = McpServer.Create(
    new StdioServerTransport("booking"),
    new McpServerOptions { ToolCollection = tools }
);
await server.RunAsync();
