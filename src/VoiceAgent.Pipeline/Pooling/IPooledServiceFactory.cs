using Microsoft.Extensions.ObjectPool;

namespace VoiceAgent.Pooling;

/// <summary>
/// Makes and checks what a pool keeps: a connection, a session, a model. Called for several services at a time, never under a lock.
/// </summary>
/// <remarks>
/// A service that is <see cref="IResettable"/> is reset when its last lease ends, and dropped when it says false. One that is
/// <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/> is disposed by the pool.
/// </remarks>
/// <typeparam name="T">The service.</typeparam>
public interface IPooledServiceFactory<T>
    where T : class
{
    /// <summary>Makes a service, ready to use.</summary>
    ValueTask<T> CreateAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Says at once whether a service is known to be dead, such as a connection the other side has closed. Asked each time one is lent; it waits for
    /// nothing and throws nothing. Default: none is.
    /// </summary>
    bool IsDead(T service) => false;

    /// <summary>Says whether a service that was idle is still good. What it throws counts as no.</summary>
    ValueTask<bool> CheckAsync(T service, CancellationToken cancellationToken);
}
