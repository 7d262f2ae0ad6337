using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;

namespace VoiceAgent.Tools.Mcp;

/// <summary>A tool of a server, whichever connection there is to it when it is called.</summary>
/// <param name="link">The way to the server.</param>
/// <param name="tool">The tool, as the server described it.</param>
/// <param name="name">What it is called here; null for the server's name.</param>
internal sealed class McpFunction(McpServerLink link, McpClientTool tool, string? name = null) : AIFunction
{
    public override string Name => name ?? tool.Name;

    public override string Description => tool.Description;

    public override JsonElement JsonSchema => tool.JsonSchema;

    public override JsonElement? ReturnJsonSchema => tool.ReturnJsonSchema;

    /// <summary>The same with another name.</summary>
    public McpFunction WithName(string other) => new(link, tool, other);

    protected override ValueTask<object?> InvokeCoreAsync(
        AIFunctionArguments arguments,
        CancellationToken cancellationToken
    ) => link.CallAsync(tool.ProtocolTool.Name, arguments, cancellationToken);
}
