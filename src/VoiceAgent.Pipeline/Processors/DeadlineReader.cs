namespace VoiceAgent.Processors;

/// <summary>
/// Reads a foreign stream with a deadline for every step. A stream that neither answers nor listens to cancellation is left behind, so
/// that nobody waits for it.
/// </summary>
/// <typeparam name="T">What the stream yields.</typeparam>
internal sealed class DeadlineReader<T>(TimeProvider time, CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(
        cancellationToken
    );
    private IAsyncEnumerator<T>? _stream;
    private Task _abandoned = Task.CompletedTask;

    /// <summary>The item read last.</summary>
    public T Current => _stream!.Current;

    /// <summary>True once an item was read.</summary>
    public bool HasRead { get; private set; }

    /// <summary>Opens the stream, under a token that ends with this reader.</summary>
    public void Open(Func<CancellationToken, IAsyncEnumerable<T>> open) =>
        _stream = open(_source.Token).GetAsyncEnumerator(_source.Token);

    /// <summary>Reads the next item.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public async ValueTask<bool> MoveNextAsync(TimeSpan deadline)
    {
        var next = _stream!.MoveNextAsync();
        if (next.IsCompleted)
        {
            HasRead = true;
            return await next.ConfigureAwait(false);
        }

        var pending = next.AsTask();
        try
        {
            var read = await pending.WaitAsync(deadline, time, cancellationToken).ConfigureAwait(false);
            HasRead |= read;
            return read;
        }
        catch (Exception) when (!pending.IsCompleted)
        {
            _abandoned = pending;
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _source.Cancel();
        if (_stream is not null)
        {
            _ = CloseAsync(_abandoned, _stream);
        }

        _source.Dispose();
    }

    private static async Task CloseAsync(Task abandoned, IAsyncEnumerator<T> stream)
    {
        try
        {
            await abandoned.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // A foreign stream that cannot be closed cleanly has nothing left to tell.
        }
    }
}
