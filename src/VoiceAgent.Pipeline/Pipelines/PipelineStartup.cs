using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

/// <summary>
/// The first phase of a session: starts its processors one after the other, off the caller's thread, so that the deadline holds for one
/// that blocks as well as for one that waits.
/// </summary>
internal sealed class PipelineStartup(
    IReadOnlyList<FrameProcessor> processors,
    StartFrame start,
    CancellationToken cancellationToken
) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource _done = new();

    /// <summary>The processor that is starting now: the one to name when it fails or is late.</summary>
    public FrameProcessor Current { get; private set; } = processors[0];

    /// <summary>Completes when all have started, or fails with what one threw.</summary>
    public Task Done => _done.Task;

    public void Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        try
        {
            foreach (var processor in processors)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Current = processor;
                await processor.StartAsync(start, cancellationToken).ConfigureAwait(false);
            }

            _done.TrySetResult();
        }
        catch (Exception exception)
        {
            _done.TrySetException(exception);
        }
    }
}
