using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Media;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>A peer as signalling knows it, from its offer until its connection is over. Thread-safe.</summary>
/// <param name="id">Opaque and hard to guess: whoever has it may change the connection.</param>
/// <param name="session">The connection.</param>
internal sealed class RtcPeer(string id, IRtcSession session)
{
    private volatile RtcMediaConnection? _connection;

    public string Id => id;

    public IRtcSession Session => session;

    /// <summary>Set when the handshake is over.</summary>
    public RtcMediaConnection? Connection
    {
        get => _connection;
        set => _connection = value;
    }

    /// <summary>The conversation that goes on when this connection is replaced; null when it would not.</summary>
    public (ResumableConnection Connection, OpenedCall Opened)? Conversation { get; set; }

    /// <summary>Answers a new offer of the same peer.</summary>
    public ValueTask<string> RestartAsync(string offer, CancellationToken cancellationToken) =>
        session.RestartAsync(offer, cancellationToken);

    /// <summary>The peer has left, and does not come back.</summary>
    public void Leave()
    {
        const string Reason = "client";
        if (Connection is { } connection)
        {
            connection.Leave(Reason);
        }
        else
        {
            _ = session.CloseAsync(Reason).AsTask();
        }
    }
}
