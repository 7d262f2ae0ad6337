namespace VoiceAgent.Resilience;

/// <summary>One provider of a chain.</summary>
/// <param name="Provider">The provider; whoever made it disposes it.</param>
/// <param name="Circuit">Its circuit breaker, which also names it.</param>
/// <typeparam name="T">Recogniser, model or voice.</typeparam>
public sealed record ProviderCandidate<T>(T Provider, ProviderCircuit Circuit)
    where T : class
{
    /// <summary>Name for messages and metrics.</summary>
    public string Name => Circuit.Provider;

    /// <summary>
    /// The model asked for, of a chat client. Null keeps the request's own for the first candidate and leaves the choice to the client for
    /// the others: they do not know the first one's models.
    /// </summary>
    public string? ModelId { get; init; }
}
