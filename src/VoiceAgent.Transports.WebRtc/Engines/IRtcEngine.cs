namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// Accepts peer connections. An engine moves encoded audio packets and data channel messages; jitter buffer, codecs, pacing and silence are
/// handled above it, so that all engines sound alike. Shared by all sessions; thread-safe.
/// </summary>
public interface IRtcEngine : IAsyncDisposable
{
    /// <summary>Name for logs and metrics.</summary>
    string Name { get; }

    /// <summary>Accepts a peer's offer. Returns as soon as the answer is known; connecting goes on behind it.</summary>
    /// <param name="offer">The peer's session description (RFC 8866).</param>
    /// <param name="options">Codecs and channels to agree to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Errors.VoiceAgentException">The offer cannot be read or has nothing in common with the options.</exception>
    ValueTask<IRtcSession> AcceptAsync(string offer, RtcSessionOptions options, CancellationToken cancellationToken);
}

/// <summary>What is agreed to with a peer.</summary>
public sealed record RtcSessionOptions
{
    /// <summary>Audio codecs, the preferred one first.</summary>
    public required IReadOnlyList<Codecs.RtcCodec> Codecs { get; init; }

    /// <summary>The peer must be connected within this. More than zero, default 10 s.</summary>
    public TimeSpan ConnectDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of data channel messages that may wait for the peer. 1 KiB to 16 MiB, default 256 KiB.</summary>
    public int DataChannelCapacity { get; init; } = 256 * 1024;
}
