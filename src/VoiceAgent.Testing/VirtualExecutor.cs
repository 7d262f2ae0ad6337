using VoiceAgent.Processors;

namespace VoiceAgent.Testing;

/// <summary>Queues what the engine wants to run for the thread that drives virtual time.</summary>
internal sealed class VirtualExecutor(VirtualAgenda agenda) : PipelineExecutor
{
    public override bool IsSingleThreaded => true;

    public override void Execute(IThreadPoolWorkItem item) => agenda.Enqueue(item);
}
