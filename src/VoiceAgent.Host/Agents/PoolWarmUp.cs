using VoiceAgent.Sessions;

namespace VoiceAgent.Hosting.Agents;

/// <summary>Fills the pools when the host starts, so that the first caller waits for no connection.</summary>
internal sealed partial class PoolWarmUp(IAgentCatalog agents, ProviderChains chains, ILogger<PoolWarmUp> logger)
    : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Their pools are known when the agents are made.
        foreach (var name in agents.Names)
        {
            agents.Find(name);
        }

        foreach (var warmUp in chains.WarmUps)
        {
            try
            {
                await warmUp(stoppingToken);
            }
            catch (ObjectDisposedException)
            {
                // The host ended before it was ready.
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                NotWarm(logger, failure.Message);
            }
        }
    }

    [LoggerMessage(43, LogLevel.Warning, "A pool cannot be filled; it is tried again when it is needed: {Reason}")]
    private static partial void NotWarm(ILogger logger, string reason);
}
