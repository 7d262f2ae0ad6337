namespace VoiceAgent.Processors;

/// <summary>
/// Where pumps and work run: the thread pool in production, a single-threaded queue in virtual-time tests. The engine hops
/// threads through this and nothing else, which is what makes a conversation repeatable.
/// </summary>
public abstract class PipelineExecutor
{
    /// <summary>The thread pool.</summary>
    public static PipelineExecutor ThreadPool { get; } = new ThreadPoolExecutor();

    /// <summary>
    /// True when everything runs on one thread. Waiting writers then continue inline, so that nothing escapes to the thread pool.
    /// </summary>
    public virtual bool IsSingleThreaded => false;

    /// <summary>Runs the item soon, never before this call returns.</summary>
    public abstract void Execute(IThreadPoolWorkItem item);

    private sealed class ThreadPoolExecutor : PipelineExecutor
    {
        public override void Execute(IThreadPoolWorkItem item) =>
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }
}
