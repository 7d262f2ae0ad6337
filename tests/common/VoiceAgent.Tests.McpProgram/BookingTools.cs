using ModelContextProtocol.Server;

namespace VoiceAgent.Tests.McpProgram;

/// <summary>Tools of a server that tests talk to, over its standard streams or over HTTP.</summary>
public static class BookingTools
{
    /// <summary>The tools.</summary>
    /// <param name="die">Ends the server without an answer.</param>
    /// <param name="hang">Returns when the call is cancelled.</param>
    public static McpServerPrimitiveCollection<McpServerTool> Create(
        Action die,
        Func<CancellationToken, Task<string>> hang
    ) =>
        [
            Tool("book", (string room) => $"booked {room}"),
            Tool("where", () => $"{Environment.ProcessId}"),
            Tool("big", (int megabytes) => new string('x', megabytes * 1_000_000)),
            Tool(
                "die",
                () =>
                {
                    die();
                    return "it lives";
                }
            ),
            Tool("hang", hang),
        ];

    private static McpServerTool Tool(string name, Delegate body) =>
        McpServerTool.Create(body, new McpServerToolCreateOptions { Name = name });
}
