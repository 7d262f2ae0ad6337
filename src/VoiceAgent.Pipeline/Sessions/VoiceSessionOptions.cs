using VoiceAgent.Pipelines;
using VoiceAgent.Processors;
using VoiceAgent.Transports;

namespace VoiceAgent.Sessions;

/// <summary>How sessions of an application run, whatever the agent.</summary>
public sealed class VoiceSessionOptions
{
    /// <summary>Sessions at a time; more are refused with <c>server_busy</c>. 1 to 1000000, default 1000.</summary>
    public int MaxSessions { get; set; } = 1000;

    /// <summary>Where pumps and work run.</summary>
    public PipelineExecutor Executor { get; set; } = PipelineExecutor.ThreadPool;

    /// <summary>Deadlines and lane sizes of each session's worker; called once per session.</summary>
    public Action<PipelineWorkerOptions>? ConfigureWorker { get; set; }

    /// <summary>
    /// Last word on what a session is made of; called once per session. Recording hooks in here, see <c>AddRecording</c>.
    /// </summary>
    public Func<SessionSetup, SessionSetup>? Prepare { get; set; }

    /// <summary>Makes observers for a session; called once per session.</summary>
    public Func<MediaSessionRequest, IEnumerable<IFrameObserver>>? CreateObservers { get; set; }
}
