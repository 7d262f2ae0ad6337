using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceAgent.Llm;

/// <summary>
/// A function that the client runs: the model calls it, the client is told, and what the client answers is the result. A client that does
/// not answer within <see cref="LlmOptions.ToolTimeout"/> counts as a tool that did not.
/// </summary>
/// <param name="name">Name, for the model and for the client.</param>
/// <param name="description">When to call it, for the model.</param>
/// <param name="schema">JSON schema of its arguments.</param>
public sealed class ClientFunction(string name, string description, JsonElement schema) : AIFunction
{
    /// <inheritdoc />
    public override string Name { get; } = name;

    /// <inheritdoc />
    public override string Description { get; } = description;

    /// <inheritdoc />
    public override JsonElement JsonSchema { get; } = schema;

    /// <summary>Makes one from a schema as text.</summary>
    /// <param name="name">Name, for the model and for the client.</param>
    /// <param name="description">When to call it, for the model.</param>
    /// <param name="schema">JSON schema of its arguments; without one it has none.</param>
    /// <exception cref="JsonException">The schema is not JSON.</exception>
    public static ClientFunction Create(string name, string description, string schema = """{"type":"object"}""")
    {
        using var document = JsonDocument.Parse(schema);
        return new ClientFunction(name, description, document.RootElement.Clone());
    }

    /// <inheritdoc />
    protected override ValueTask<object?> InvokeCoreAsync(
        AIFunctionArguments arguments,
        CancellationToken cancellationToken
    ) => throw new InvalidOperationException($"{Name} is run by the client; only a session can call it.");
}
