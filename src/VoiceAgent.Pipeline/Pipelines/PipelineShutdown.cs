using VoiceAgent.Errors;
using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

/// <summary>
/// The last phase of a session: cancels all work, lets the pumps stop, then disposes the processors. None is inside a callback by then,
/// unless it is stuck; whoever is slower than the deadline is left behind and named.
/// </summary>
internal static class PipelineShutdown
{
    public static async Task RunAsync(
        SessionScope scope,
        IReadOnlyList<FrameProcessor> processors,
        PipelineWorkerOptions options
    )
    {
        using var source = new CancellationTokenSource(options.DisposeDeadline, options.TimeProvider);
        var deadline = source.Token;
        scope.Close();
        scope.Responses.CancelAll();
        var cancel = new CancelItem(scope.Stopping);
        scope.Executor.Execute(cancel);
        await WaitAsync("work", cancel.Done, scope, deadline).ConfigureAwait(false);
        foreach (var pump in scope.Pumps)
        {
            await WaitAsync(pump.Current?.Name, pump.CloseAsync(), scope, deadline).ConfigureAwait(false);
        }

        foreach (var processor in processors)
        {
            await WaitAsync(processor.Name, DisposeAsync(processor), scope, deadline).ConfigureAwait(false);
        }
    }

    private static async Task DisposeAsync(FrameProcessor processor) =>
        await processor.DisposeAsync().ConfigureAwait(false);

    private static async Task WaitAsync(string? name, Task closing, SessionScope scope, CancellationToken deadline)
    {
        try
        {
            await closing.WaitAsync(deadline).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var code = deadline.IsCancellationRequested ? ErrorCodes.EndTimeout : ErrorCodes.ProcessorFailed;
            scope.Logger.ProcessorError(code, name, "It could not be closed cleanly.", exception);
        }
    }
}
