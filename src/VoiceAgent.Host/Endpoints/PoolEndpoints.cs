using VoiceAgent.Hosting.Agents;
using VoiceAgent.Pooling;
using VoiceAgent.Resilience;

namespace VoiceAgent.Hosting.Endpoints;

/// <summary><c>/api/pool</c>: what the pools hold, which providers are left alone, what hedging costs.</summary>
internal static class PoolEndpoints
{
    public static void MapPool(this WebApplication app) =>
        app.MapGet("/api/pool", Describe)
            .WithTags("Providers")
            .WithName("DescribePools")
            .WithSummary("Pools of connections and models, circuit breakers of providers, and hedging of models.");

    private static PoolReport Describe(ServicePools pools, ProviderCircuits circuits, ProviderChains chains) =>
        new(
            [.. pools.All.Select(pool => Summarise(pool.Statistics))],
            [.. circuits.All.Select(circuit => new CircuitSummary(circuit.Provider, circuit.IsOpen))],
            [
                .. chains
                    .Models.OrderBy(model => model.Key, StringComparer.Ordinal)
                    .Select(model =>
                    {
                        var hedging = model.Value.Hedging;
                        return new HedgingSummary(
                            model.Key,
                            hedging.Requests,
                            hedging.Hedges,
                            hedging.Won,
                            hedging.ExtraShare,
                            hedging.WastedTokens
                        );
                    }),
            ]
        );

    private static PoolSummary Summarise(PoolStatistics pool) =>
        new(pool.Key.Provider, pool.Key.Configuration, pool.InUse, pool.Idle, pool.Waiting)
        {
            Size = pool.Size,
            Leases = pool.Leases,
            Created = pool.Created,
            Waits = pool.Waits,
            Exhausted = pool.Exhausted,
            Failures = pool.Failures,
            ReuseRate = pool.ReuseRate,
        };

    /// <summary>All of it.</summary>
    internal sealed record PoolReport(
        IReadOnlyList<PoolSummary> Pools,
        IReadOnlyList<CircuitSummary> Circuits,
        IReadOnlyList<HedgingSummary> Hedging
    );

    /// <summary>A pool.</summary>
    internal sealed record PoolSummary(string Provider, string Configuration, int InUse, int Idle, int Waiting)
    {
        public int Size { get; init; }

        public long Leases { get; init; }

        public long Created { get; init; }

        public long Waits { get; init; }

        public long Exhausted { get; init; }

        public long Failures { get; init; }

        public double ReuseRate { get; init; }
    }

    /// <summary>A provider, and whether it is left alone.</summary>
    internal sealed record CircuitSummary(string Provider, bool IsOpen);

    /// <summary>An agent's second requests.</summary>
    internal sealed record HedgingSummary(
        string Agent,
        long Requests,
        long Hedges,
        long Won,
        double ExtraShare,
        long WastedTokens
    );
}
