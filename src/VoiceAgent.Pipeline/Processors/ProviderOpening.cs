namespace VoiceAgent.Processors;

/// <summary>Waiting for a provider's session to open.</summary>
internal static class ProviderOpening
{
    /// <summary>Waits no longer than a deadline. A session that opens when nobody waits any more is disposed.</summary>
    /// <exception cref="TimeoutException">It did not open in time.</exception>
    public static async Task<TSession> WithinAsync<TSession>(
        this ValueTask<TSession> opening,
        TimeSpan deadline,
        TimeProvider time,
        CancellationToken cancellationToken
    )
        where TSession : IAsyncDisposable
    {
        var session = opening.AsTask();
        try
        {
            return await session.WaitAsync(deadline, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!session.IsCompleted)
        {
            _ = DisposeAsync(session);
            throw;
        }
    }

    private static async Task DisposeAsync<TSession>(Task<TSession> late)
        where TSession : IAsyncDisposable
    {
        try
        {
            var session = await late.ConfigureAwait(false);
            await session.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It failed, or cannot be closed cleanly: there is nobody left to be told.
        }
    }
}
