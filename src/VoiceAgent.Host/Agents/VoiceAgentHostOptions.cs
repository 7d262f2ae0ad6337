using System.ComponentModel.DataAnnotations;
using VoiceAgent.Pooling;
using VoiceAgent.Resilience;
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

    /// <summary>False leaves audio out of recordings; they replay all the same, and still hold what was said as text. Default true.</summary>
    public bool RecordingAudio { get; set; } = true;

    /// <summary>True adds to recordings the call as sound: WAV files, the user left, the bot as it was heard right. Default false.</summary>
    public bool RecordingStereo { get; set; }

    /// <summary>Pools of providers' sessions, by name of the provider, such as <c>elevenlabs</c>; a provider that is not named has none.</summary>
    public IDictionary<string, ServicePoolOptions> Pools { get; } =
        new Dictionary<string, ServicePoolOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>When a provider that fails is left alone.</summary>
    public CircuitOptions Circuits { get; set; } = new();

    /// <summary>MCP servers, by name: programs or addresses whose tools agents may use.</summary>
    public IDictionary<string, McpServerSettings> Mcp { get; } =
        new Dictionary<string, McpServerSettings>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The agents, by name.</summary>
    public IDictionary<string, AgentOptions> Agents { get; } =
        new Dictionary<string, AgentOptions>(StringComparer.OrdinalIgnoreCase);
}
