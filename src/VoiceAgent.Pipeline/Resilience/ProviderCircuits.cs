using System.Collections.Concurrent;

namespace VoiceAgent.Resilience;

/// <summary>The circuit breakers of an application, one for each provider, so that all its agents know what one of them found out. Thread-safe.</summary>
/// <param name="options">When they open.</param>
/// <param name="time">The clock.</param>
public sealed class ProviderCircuits(CircuitOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ProviderCircuit> _circuits = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them, by name of the provider.</summary>
    public IReadOnlyList<ProviderCircuit> All =>
        [.. _circuits.Values.OrderBy(circuit => circuit.Provider, StringComparer.Ordinal)];

    /// <summary>The circuit of a provider, closed when it is first asked for.</summary>
    /// <param name="provider">Name of the provider; the names are those of a configuration, so there are few.</param>
    public ProviderCircuit Get(string provider) =>
        _circuits.GetOrAdd(
            provider,
            static (name, from) => new ProviderCircuit(name, from.options, from.time),
            (options, time)
        );
}
