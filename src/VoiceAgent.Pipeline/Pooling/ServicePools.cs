using System.Collections.Concurrent;
using VoiceAgent.Errors;

namespace VoiceAgent.Pooling;

/// <summary>All pools of an application, one for each provider and configuration. Thread-safe; disposes its pools.</summary>
/// <param name="time">The clock of all pools.</param>
public sealed class ServicePools(TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<PoolKey, Lazy<IServicePool>> _pools = new();
    private volatile bool _isDisposed;

    /// <summary>Most pools there may be: a configuration made of what a caller says must not fill the memory.</summary>
    public const int MaximumPools = 1024;

    /// <summary>Every pool, by provider and configuration.</summary>
    public IReadOnlyList<IServicePool> All =>
        [
            .. _pools
                .Values.Where(pool => pool.IsValueCreated)
                .Select(pool => pool.Value)
                .OrderBy(pool => pool.Key.ToString(), StringComparer.Ordinal),
        ];

    /// <summary>The pool of a provider and configuration, made when it is first asked for.</summary>
    /// <param name="key">Provider and configuration.</param>
    /// <param name="factory">Makes the services, when the pool is new.</param>
    /// <param name="options">Limits, when the pool is new.</param>
    /// <exception cref="VoiceAgentException">There is one for other services under that key, there are too many, or an option is out of range.</exception>
    public ServicePool<T> Get<T>(PoolKey key, IPooledServiceFactory<T> factory, ServicePoolOptions? options = null)
        where T : class
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_pools.Count >= MaximumPools && !_pools.ContainsKey(key))
        {
            throw new VoiceAgentException(ErrorCodes.Overflow, $"There are {MaximumPools} pools; no more are made.");
        }

        var pool = _pools.GetOrAdd(
            key,
            _ => new Lazy<IServicePool>(() =>
                new ServicePool<T>(key, factory, options ?? new ServicePoolOptions(), time)
            )
        );
        return pool.Value as ServicePool<T>
            ?? throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"The pool {key} keeps services of another type than {typeof(T).Name}; give it a key of its own."
            );
    }

    /// <summary>Fills every pool to its minimum.</summary>
    /// <exception cref="VoiceAgentException">A service could not be made; the other pools are filled all the same.</exception>
    public Task PrewarmAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(All.Select(pool => pool.PrewarmAsync(null, cancellationToken)));

    /// <summary>Closes all pools.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        foreach (var pool in All)
        {
            await pool.DisposeAsync().ConfigureAwait(false);
        }
    }
}
