using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Media;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>
/// A peer as signalling knows it, from its offer until its connection is over; where it is waited for, until its conversation is. Thread-safe.
/// </summary>
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

    /// <summary>True when its connection is over; its client may be waited for.</summary>
    public bool IsOver => Connection?.Completion.IsCompleted == true;

    /// <summary>The conversation that goes on when this connection is replaced; null when it would not.</summary>
    public (ResumableConnection Connection, OpenedCall Opened)? Conversation { get; set; }

    /// <summary>The connection as its conversation has it, where the client is waited for when it breaks; null where it is not.</summary>
    public (ResumableConnection Conversation, IMediaConnection Connection)? Leg { get; set; }

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
            Leg?.Conversation.Leave(Leg.Value.Connection, Reason);
        }
        else
        {
            _ = session.CloseAsync(Reason).AsTask();
        }
    }
}
