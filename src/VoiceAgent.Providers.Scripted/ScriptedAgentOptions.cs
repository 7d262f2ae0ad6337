using Microsoft.Extensions.AI;

namespace VoiceAgent.Providers.Scripted;

/// <summary>Which scripted agent to use.</summary>
public sealed class ScriptedAgentOptions
{
    /// <summary>Path of the agent file; the built-in demo agent when null. Default: null.</summary>
    public string? Path { get; set; }

    /// <summary>Tools the file names besides the built-in ones. Default: none.</summary>
    public IList<AIFunction> Tools { get; } = [];
}
