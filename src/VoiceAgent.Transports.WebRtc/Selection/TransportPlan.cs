namespace VoiceAgent.Transports.WebRtc.Selection;

/// <summary>The transports for a client, in the order in which to try them, and why.</summary>
public sealed class TransportPlan
{
    /// <summary>What to try, in this order. Empty when there is nothing the client could use.</summary>
    public required IReadOnlyList<TransportOffer> Transports { get; init; }

    /// <summary>One for each transport there is, chosen or not.</summary>
    public required IReadOnlyList<TransportReason> Reasons { get; init; }
}

/// <summary>A transport a client may use.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Deadline">When it is not up by then, the next one is to be tried.</param>
public sealed record TransportOffer(TransportKind Kind, TimeSpan Deadline)
{
    /// <summary>STUN and TURN servers to use with it.</summary>
    public IReadOnlyList<IceServer> IceServers { get; init; } = [];
}

/// <summary>Why a transport is where it is in the plan, or not in it.</summary>
/// <param name="Kind">Which transport.</param>
/// <param name="Code">Stable code, see <c>docs/reference/webrtc-endpoints.md</c>.</param>
/// <param name="Message">The same in words; may change.</param>
public sealed record TransportReason(TransportKind Kind, string Code, string Message);

/// <summary>The transports.</summary>
public enum TransportKind
{
    /// <summary>WebRTC: audio by RTP, messages on a data channel.</summary>
    WebRtc,

    /// <summary>A WebSocket.</summary>
    WebSocket,
}
