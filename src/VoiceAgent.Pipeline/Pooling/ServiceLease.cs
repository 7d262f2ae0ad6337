namespace VoiceAgent.Pooling;

/// <summary>
/// The right to use a service, until it is disposed: whoever holds the lease owns that right and gives it back exactly once; disposing
/// again does nothing. The service is never disposed by its user.
/// </summary>
/// <typeparam name="T">The service.</typeparam>
public sealed class ServiceLease<T> : IAsyncDisposable
    where T : class
{
    private readonly ServicePool<T> _pool;
    private readonly PooledService<T> _service;
    private int _isOver;
    private volatile bool _isBroken;

    internal ServiceLease(ServicePool<T> pool, PooledService<T> service, bool isReused)
    {
        _pool = pool;
        _service = service;
        IsReused = isReused;
    }

    /// <summary>The service.</summary>
    /// <exception cref="ObjectDisposedException">The lease is over.</exception>
    public T Service
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isOver) != 0, this);
            return _service.Service;
        }
    }

    /// <summary>True when the service was there already.</summary>
    public bool IsReused { get; }

    /// <summary>Says that the service is broken: nobody gets it again.</summary>
    public void MarkBroken() => _isBroken = true;

    /// <summary>Gives the service back. Returns when a service that is not kept was closed.</summary>
    public ValueTask DisposeAsync() =>
        Interlocked.Exchange(ref _isOver, 1) == 0 ? _pool.ReturnAsync(_service, _isBroken) : default;
}
