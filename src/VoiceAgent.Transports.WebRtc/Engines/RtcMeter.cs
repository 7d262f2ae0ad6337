using System.Diagnostics.Metrics;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>What the engine counts, on <see cref="VoiceAgentTelemetry.Meter"/>.</summary>
internal static class RtcMeter
{
    private static readonly Counter<long> DroppedDatagrams = VoiceAgentTelemetry.Meter.CreateCounter<long>(
        VoiceAgentTelemetry.WebRtcDatagramsDropped,
        description: "Datagrams of peers, or of nobody, that were thrown away, by reason."
    );

    private static readonly Counter<long> RefusedOffers = VoiceAgentTelemetry.Meter.CreateCounter<long>(
        VoiceAgentTelemetry.WebRtcOffersRefused,
        description: "Offers that were refused, by error code."
    );

    private static readonly UpDownCounter<long> ActiveSessions = VoiceAgentTelemetry.Meter.CreateUpDownCounter<long>(
        VoiceAgentTelemetry.WebRtcSessionsActive,
        description: "Peer connections, connecting ones included."
    );

    private static readonly Counter<long> EndedSessions = VoiceAgentTelemetry.Meter.CreateCounter<long>(
        VoiceAgentTelemetry.WebRtcSessionsEnded,
        description: "Peer connections that ended, by reason."
    );

    private static readonly Histogram<double> ConnectSeconds = VoiceAgentTelemetry.Meter.CreateHistogram<double>(
        VoiceAgentTelemetry.WebRtcConnectDuration,
        "s",
        "From the offer to both ends having keys."
    );

    /// <summary>Counts a datagram that was thrown away.</summary>
    public static void Dropped(RtcDropReason reason) =>
        DroppedDatagrams.Add(1, new KeyValuePair<string, object?>(VoiceAgentTelemetry.ReasonTag, Name(reason)));

    /// <summary>Counts an offer that was refused.</summary>
    public static void Refused(string code) =>
        RefusedOffers.Add(1, new KeyValuePair<string, object?>(VoiceAgentTelemetry.CodeTag, code));

    /// <summary>Counts a new session.</summary>
    public static void Began() => ActiveSessions.Add(1);

    /// <summary>Counts the end of a session.</summary>
    public static void Ended(RtcEndReason reason)
    {
        ActiveSessions.Add(-1);
        EndedSessions.Add(1, new KeyValuePair<string, object?>(VoiceAgentTelemetry.ReasonTag, Name(reason)));
    }

    /// <summary>Notes how long a session took to connect.</summary>
    public static void Connected(TimeSpan duration) => ConnectSeconds.Record(duration.TotalSeconds);

    private static string Name(RtcDropReason reason) =>
        reason switch
        {
            RtcDropReason.Malformed => "malformed",
            RtcDropReason.UnknownCredentials => "unknown_credentials",
            RtcDropReason.WrongIntegrity => "wrong_integrity",
            RtcDropReason.UnknownSource => "unknown_source",
            RtcDropReason.NotConnected => "not_connected",
            RtcDropReason.NotGenuine => "not_genuine",
            RtcDropReason.UnknownFormat => "unknown_format",
            _ => "overflow",
        };

    private static string Name(RtcEndReason reason) =>
        reason switch
        {
            RtcEndReason.ClosedHere => "closed_here",
            RtcEndReason.ClosedByPeer => "closed_by_peer",
            RtcEndReason.NeverConnected => "never_connected",
            RtcEndReason.PeerGone => "peer_gone",
            RtcEndReason.WrongFingerprint => "wrong_fingerprint",
            _ => "handshake_failed",
        };
}
