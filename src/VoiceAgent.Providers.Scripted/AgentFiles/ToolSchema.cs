using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

/// <summary>What a tool says about its parameters.</summary>
internal static class ToolSchema
{
    /// <summary>Names of the parameters; null when the tool does not say.</summary>
    public static IReadOnlyList<string>? Parameters(AIFunction tool) =>
        tool.JsonSchema.ValueKind == JsonValueKind.Object
        && tool.JsonSchema.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
            ? [.. properties.EnumerateObject().Select(property => property.Name)]
            : null;

    /// <summary>Names of the parameters a call must have.</summary>
    public static IReadOnlyList<string> RequiredParameters(AIFunction tool) =>
        tool.JsonSchema.ValueKind == JsonValueKind.Object
        && tool.JsonSchema.TryGetProperty("required", out var required)
        && required.ValueKind == JsonValueKind.Array
            ?
            [
                .. required
                    .EnumerateArray()
                    .Where(name => name.ValueKind == JsonValueKind.String)
                    .Select(name => name.GetString()!),
            ]
            : [];
}
