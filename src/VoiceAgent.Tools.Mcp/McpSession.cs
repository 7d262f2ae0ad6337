using ModelContextProtocol.Client;
using VoiceAgent.Errors;

namespace VoiceAgent.Tools.Mcp;

/// <summary>One connection to a server, and the tools it had then. Ends with the server.</summary>
internal sealed class McpSession(McpClient client, IReadOnlyList<McpClientTool> tools) : IAsyncDisposable
{
    /// <summary>What the server offers.</summary>
    public IReadOnlyList<McpClientTool> Tools => tools;

    /// <summary>True when the server is known to be gone.</summary>
    public bool IsOver => client.Completion.IsCompleted;

    /// <summary>A tool by the server's name for it.</summary>
    /// <exception cref="VoiceAgentException">The server has it no more.</exception>
    public McpClientTool Find(string name) =>
        tools.FirstOrDefault(tool => tool.ProtocolTool.Name == name)
        ?? throw new VoiceAgentException(ErrorCodes.ProviderNotFound, $"The MCP server has no tool '{name}' any more.");

    /// <summary>Ends the connection. A server that is gone already is no matter.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It cannot be told goodbye.
        }
    }
}
