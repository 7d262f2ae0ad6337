using Microsoft.Extensions.AI;
using VoiceAgent.Resilience;

namespace VoiceAgent.Hosting.Bench;

/// <summary>Time to first token of a model with a heavy tail, with and without a second one asked when it is slow, and what that costs.</summary>
internal static class HedgingBench
{
    private const int Requests = 3000;
    private const int AtATime = 32;

    public static async Task<IEnumerable<BenchFigure>> RunAsync(CancellationToken cancellationToken)
    {
        var (alone, _) = await MeasureAsync(isHedged: false, cancellationToken);
        var (hedged, cost) = await MeasureAsync(isHedged: true, cancellationToken);
        return
        [
            new("hedging", "first token without hedging: p50", Measure.Percentile(alone, 0.5), "ms"),
            new("hedging", "first token without hedging: p99", Measure.Percentile(alone, 0.99), "ms"),
            new("hedging", "first token with hedging: p50", Measure.Percentile(hedged, 0.5), "ms"),
            new("hedging", "first token with hedging: p99", Measure.Percentile(hedged, 0.99), "ms"),
            new("hedging", "extra calls", 100 * cost.ExtraShare, "%"),
            new("hedging", "extra calls that won", cost.Hedges == 0 ? 0 : 100.0 * cost.Won / cost.Hedges, "%"),
            new("hedging", "tokens thrown away per request", (double)cost.WastedTokens / cost.Requests, "tokens"),
        ];
    }

    private static async Task<(double[] Milliseconds, HedgingStatistics Cost)> MeasureAsync(
        bool isHedged,
        CancellationToken cancellationToken
    )
    {
        var circuits = new ProviderCircuits(new CircuitOptions(), TimeProvider.System);
        using var first = new HeavyTailedModel(seed: 1);
        using var second = new HeavyTailedModel(seed: 2);
        using var chain = new ResilientChatClient(
            [new(first, circuits.Get("first")), new(second, circuits.Get("second"))],
            new ChatResilienceOptions
            {
                FirstTokenDeadline = TimeSpan.FromSeconds(30),
                Hedging = new HedgingOptions
                {
                    IsEnabled = isHedged,
                    InitialDelay = TimeSpan.FromMilliseconds(150),
                    MinimumDelay = TimeSpan.FromMilliseconds(5),
                },
            },
            TimeProvider.System,
            new Random(3)
        );
        var times = new double[Requests];
        var next = -1;
        async Task AskAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < Requests; i = Interlocked.Increment(ref next))
            {
                var began = TimeProvider.System.GetTimestamp();
                await chain.GetResponseAsync([new ChatMessage(ChatRole.User, "Ready?")], null, cancellationToken);
                times[i] = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
            }
        }

        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => AskAsync()));
        return (times, chain.Hedging);
    }
}
