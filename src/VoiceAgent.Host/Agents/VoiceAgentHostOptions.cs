using System.ComponentModel.DataAnnotations;
using VoiceAgent.Tools.Mcp;

namespace VoiceAgent.Hosting.Agents;

/// <summary>The host's configuration, section <c>VoiceAgent</c>.</summary>
public sealed class VoiceAgentHostOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "VoiceAgent";

    /// <summary>Conversations at a time, 1 to 100000. Default 1000.</summary>
    [Range(1, 100_000)]
    public int MaxSessions { get; set; } = 1000;

    /// <summary>The agent a client gets that does not ask for one. Default: the first one.</summary>
    public string? DefaultAgent { get; set; }

    /// <summary>Where recordings go, of agents that are recorded. Default <c>recordings</c>, in the folder the host is started in.</summary>
    public string RecordingFolder { get; set; } = "recordings";

    /// <summary>True adds to recordings the call as sound: WAV files, the user left, the bot as it was heard right. Default false.</summary>
    public bool RecordingStereo { get; set; }

    /// <summary>MCP servers, by name: programs or addresses whose tools agents may use.</summary>
    public IDictionary<string, McpServerSettings> Mcp { get; } =
        new Dictionary<string, McpServerSettings>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The agents, by name.</summary>
    public IDictionary<string, AgentOptions> Agents { get; } =
        new Dictionary<string, AgentOptions>(StringComparer.OrdinalIgnoreCase);
}
