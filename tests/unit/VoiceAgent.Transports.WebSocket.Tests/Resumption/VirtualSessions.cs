using VoiceAgent.Pipelines;
using VoiceAgent.Processors;
using VoiceAgent.Sessions;
using VoiceAgent.Testing;

namespace VoiceAgent.Transports.WebSockets.Resumption;

/// <summary>Gives every client the one agent, in virtual time.</summary>
internal sealed class VirtualSessions(VirtualTime time, AgentDefinition agent) : IMediaSessionHandler
{
    /// <summary>Sees every frame of every session.</summary>
    public List<IFrameObserver> Observers { get; } = [];

    /// <summary>The sessions so far.</summary>
    public List<VoiceSession> Sessions { get; } = [];

    /// <summary>How those that are over ended.</summary>
    public List<PipelineResult> Results { get; } = [];

    public async Task RunAsync(
        IMediaConnection connection,
        MediaSessionRequest request,
        CancellationToken cancellationToken
    )
    {
        var options = new PipelineWorkerOptions { TimeProvider = time, Executor = time.Executor };
        Observers.ForEach(options.Observers.Add);
        await using var session = new VoiceSession(agent, connection, options);
        Sessions.Add(session);
        Results.Add(await session.RunAsync(cancellationToken));
    }
}
