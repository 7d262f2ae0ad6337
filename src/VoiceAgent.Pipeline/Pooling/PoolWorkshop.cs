using Microsoft.Extensions.ObjectPool;
using VoiceAgent.Errors;

namespace VoiceAgent.Pooling;

/// <summary>Calls a pool's factory, with a deadline for everything it does.</summary>
/// <typeparam name="T">The service.</typeparam>
internal sealed class PoolWorkshop<T>(
    PoolKey key,
    IPooledServiceFactory<T> factory,
    ServicePoolOptions options,
    TimeProvider time
)
    where T : class
{
    /// <summary>Makes a service.</summary>
    /// <exception cref="VoiceAgentException">It took too long.</exception>
    public async Task<PooledService<T>> MakeAsync(CancellationToken cancellationToken)
    {
        var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var making = factory.CreateAsync(giveUp.Token).AsTask();
        try
        {
            var service = await making.WaitAsync(options.CreateTimeout, time, cancellationToken).ConfigureAwait(false);
            return new PooledService<T>(service, time.GetTimestamp());
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            await giveUp.CancelAsync().ConfigureAwait(false);
            _ = CloseLateAsync(making);

            cancellationToken.ThrowIfCancellationRequested();
            throw new VoiceAgentException(
                ErrorCodes.ProviderTimeout,
                $"A service of {key} was not ready within {options.CreateTimeout.TotalSeconds:0.#} s.",
                exception
            );
        }
    }

    /// <summary>Says at once whether a service is known to be dead.</summary>
    public bool IsDead(PooledService<T> service) => factory.IsDead(service.Service);

    /// <summary>Says whether a service is still good; one that does not answer is not.</summary>
    public async Task<bool> CheckAsync(PooledService<T> service, CancellationToken cancellationToken)
    {
        try
        {
            return await factory
                .CheckAsync(service.Service, cancellationToken)
                .AsTask()
                .WaitAsync(options.CreateTimeout, time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>Makes a service as good as new for its next user.</summary>
    /// <returns>False when it cannot be.</returns>
    public static bool TryReset(T service)
    {
        try
        {
            return service is not IResettable resettable || resettable.TryReset();
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async Task CloseLateAsync(Task<T> late)
    {
        try
        {
            var service = await late.ConfigureAwait(false);
            await new PooledService<T>(service, time.GetTimestamp()).CloseAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It failed after all: there is nobody left to be told.
        }
    }
}
