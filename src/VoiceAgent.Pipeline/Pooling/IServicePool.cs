namespace VoiceAgent.Pooling;

/// <summary>A pool, whatever it keeps: for pages, health checks and warming up.</summary>
public interface IServicePool : IAsyncDisposable
{
    /// <summary>Provider and configuration.</summary>
    PoolKey Key { get; }

    /// <summary>What it holds now and has done so far; a snapshot.</summary>
    PoolStatistics Statistics { get; }

    /// <summary>Makes services before they are needed.</summary>
    /// <param name="count">How many there shall be; null for <see cref="ServicePoolOptions.Minimum"/>.</param>
    /// <param name="cancellationToken">Gives up; what was made is kept.</param>
    /// <exception cref="Errors.VoiceAgentException">One could not be made.</exception>
    Task PrewarmAsync(int? count, CancellationToken cancellationToken);
}
