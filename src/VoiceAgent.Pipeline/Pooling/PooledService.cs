namespace VoiceAgent.Pooling;

/// <summary>A service and what the pool knows of it. Changed under the pool's lock.</summary>
internal sealed class PooledService<T>(T service, long createdAt)
    where T : class
{
    public T Service => service;

    /// <summary>When it was made, as a timestamp.</summary>
    public long CreatedAt { get; } = createdAt;

    /// <summary>When it was last given back, or found good; as a timestamp.</summary>
    public long SeenAt { get; set; } = createdAt;

    /// <summary>When it was last given back, as a timestamp.</summary>
    public long UsedAt { get; set; } = createdAt;

    public int Leases { get; set; }

    public long Uses { get; set; }

    /// <summary>True when nobody gets it any more.</summary>
    public bool IsRetired { get; set; }

    /// <summary>True while it is checked in the background: it must not be handed out.</summary>
    public bool IsChecked { get; set; }

    public bool IsIdle => Leases == 0 && !IsRetired && !IsChecked;

    /// <summary>Closes the service.</summary>
    /// <returns>False when it could not be closed cleanly.</returns>
    public async ValueTask<bool> CloseAsync()
    {
        try
        {
            if (service is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            }
            else if (service is IDisposable disposable)
            {
                disposable.Dispose();
            }

            return true;
        }
        catch (Exception)
        {
            // It is gone either way; the pool counts it.
            return false;
        }
    }
}
