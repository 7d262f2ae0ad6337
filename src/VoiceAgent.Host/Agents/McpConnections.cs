using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Tools.Mcp;

namespace VoiceAgent.Hosting.Agents;

/// <summary>
/// Connects to the MCP servers of the configuration before anybody calls. One that cannot be reached costs its agents these tools, not their life.
/// </summary>
internal sealed partial class McpConnections(
    McpToolbox toolbox,
    IOptions<VoiceAgentHostOptions> options,
    ILogger<McpConnections> logger
) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(options.Value.Mcp.Select(server => ConnectAsync(server.Key, server.Value, cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ConnectAsync(string name, McpServerSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            var tools = await toolbox.ConnectAsync(name, settings, cancellationToken);
            Connected(logger, name, tools.Count);
        }
        catch (VoiceAgentException failure)
        {
            NotConnected(logger, name, failure.Message);
        }
    }

    [LoggerMessage(44, LogLevel.Information, "The MCP server {Server} brings {Count} tools")]
    private static partial void Connected(ILogger logger, string server, int count);

    [LoggerMessage(45, LogLevel.Error, "The tools of the MCP server {Server} are missing: {Reason}")]
    private static partial void NotConnected(ILogger logger, string server, string reason);
}
