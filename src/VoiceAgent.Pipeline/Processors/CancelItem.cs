namespace VoiceAgent.Processors;

/// <summary>
/// Cancels tokens off the pump: what hangs on them is foreign code (a vendor's connection being torn down), not on the caller's time.
/// </summary>
internal sealed class CancelItem(params CancellationTokenSource[] sources) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource _done = new();

    /// <summary>Completes when everything that hangs on the tokens was called.</summary>
    public Task Done => _done.Task;

    public void Execute()
    {
        foreach (var source in sources)
        {
            try
            {
                source.Cancel();
            }
            catch (Exception exception) when (exception is AggregateException or ObjectDisposedException)
            {
                // Foreign code threw while it was told to stop, or nobody needs the token any more; cancelled it is all the same.
            }
        }

        _done.TrySetResult();
    }
}
