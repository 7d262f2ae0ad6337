using VoiceAgent.Pipelines;
using VoiceAgent.Transports;

namespace VoiceAgent.Sessions;

/// <summary>What a session is about to be made of.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Connection">The client.</param>
/// <param name="Worker">How its worker runs; may be changed.</param>
/// <param name="Agents">The agents the conversation may be transferred to.</param>
/// <param name="Request">What the client asked for.</param>
public sealed record SessionSetup(
    AgentDefinition Agent,
    IMediaConnection Connection,
    PipelineWorkerOptions Worker,
    IAgentCatalog Agents,
    MediaSessionRequest Request
)
{
    /// <summary>Disposed when the session is over; null for nothing.</summary>
    public IAsyncDisposable? Owned { get; init; }
}
