using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>What a handshake has agreed: everything a session needs to begin.</summary>
/// <param name="Request">Who asks for whom.</param>
/// <param name="Info">How audio goes.</param>
internal sealed record OpenedSession(MediaSessionRequest Request, MediaConnectionInfo Info)
{
    /// <summary>The handshake's last message, when it was an input already.</summary>
    public MediaInput? First { get; init; }

    /// <summary>True when the client wants to be able to come back.</summary>
    public bool IsResumable { get; init; }

    /// <summary>The conversation the client comes back to, and where it has got to; null for a new one.</summary>
    public (ResumableConnection Connection, ResumePoint Point)? Resumed { get; init; }

    /// <summary>Puts a layer of the protocol's own around the connection.</summary>
    public Func<WebSocketMediaConnection, IMediaConnection> Wrap { get; init; } = connection => connection;
}
