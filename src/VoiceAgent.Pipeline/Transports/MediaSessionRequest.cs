using System.Collections.ObjectModel;

namespace VoiceAgent.Transports;

/// <summary>What a client asked for when it connected.</summary>
public sealed record MediaSessionRequest
{
    /// <summary>Opaque name of the session, unique and hard to guess; the same as <see cref="MediaConnectionInfo.ConnectionId"/>.</summary>
    public required string SessionId { get; init; }

    /// <summary>Name of the agent wanted, as the client or the route gave it; null takes the default one.</summary>
    public string? Agent { get; init; }

    /// <summary>What authentication found out about the client, such as a user id. Nothing in it comes from the client unchecked.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
