using System.Collections.Concurrent;
using System.Text;

namespace VoiceAgent.Transports;

/// <summary>The conversations that clients may come back to, whatever the transport. Thread-safe; one for an application.</summary>
public sealed class ResumableSessions(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (ResumableConnection Connection, MediaSessionRequest Request)> _open =
        new(StringComparer.Ordinal);

    /// <summary>Conversations that are open now.</summary>
    public int Count => _open.Count;

    /// <summary>Begins a conversation that the client may come back to. It is forgotten when the connection returned is disposed.</summary>
    /// <param name="first">The client's first connection; owned from now on.</param>
    /// <param name="request">What the client asked for, and who it is.</param>
    /// <param name="grace">How long a client that was lost is waited for.</param>
    /// <exception cref="ArgumentOutOfRangeException">The grace is not positive.</exception>
    public ResumableConnection Open(IMediaConnection first, MediaSessionRequest request, TimeSpan grace)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(grace, TimeSpan.Zero);
        var id = first.Info.ConnectionId;
        var connection = new ResumableConnection(first, grace, time, () => _open.TryRemove(id, out _));
        _open[id] = (connection, request);
        return connection;
    }

    /// <summary>The conversation a token is for.</summary>
    /// <param name="token">As the client was given it in a <see cref="ResumeOffer"/>.</param>
    /// <param name="metadata">What authentication found out about the client now; it must be what it was at the beginning.</param>
    /// <returns>Null when there is none: it is over, the token was used up, or it is somebody else's.</returns>
    public ResumableConnection? Find(string token, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(metadata);
        var dot = token.LastIndexOf('.');
        return
            dot > 0
            && _open.TryGetValue(token[..dot], out var found)
            && found.Connection.Knows(Encoding.UTF8.GetBytes(token[(dot + 1)..]))
            && IsSame(found.Request.Metadata, metadata)
            ? found.Connection
            : null;
    }

    private static bool IsSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
