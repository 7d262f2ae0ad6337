using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Endpoints;

namespace VoiceAgent.Transports.WebRtc.Selection;

/// <summary>Applies <see cref="TransportRules"/> to what there is now, and logs why.</summary>
internal sealed partial class TransportSelector(
    IOptions<WebRtcTransportOptions> options,
    RtcPeers peers,
    IceServers iceServers,
    ILogger<TransportSelector> logger
) : ITransportSelector
{
    /// <summary>Short enough that falling back takes less than three seconds.</summary>
    private static readonly TimeSpan WebRtcDeadline = TimeSpan.FromMilliseconds(2500);

    private static readonly TimeSpan WebSocketDeadline = TimeSpan.FromSeconds(10);

    public TransportPlan Select(ClientCapabilities client, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(metadata);
        var settings = options.Value;
        var conditions = new TransportConditions
        {
            Codecs = [.. AudioCodecs.Available.Select(codec => codec.Name)],
            HasTcp = settings.AllowTcp || iceServers.HasRelayOverTcp,
            Peers = peers.Count,
            MaxPeers = settings.MaxSessions,
            HalfOpen = peers.HalfOpen,
            MaxHalfOpen = settings.MaxHalfOpen,
        };
        var (order, reasons) = TransportRules.Decide(client, conditions);
        if (logger.IsEnabled(LogLevel.Information))
        {
            var why = string.Join(", ", reasons.Select(reason => $"{reason.Kind}: {reason.Code}"));
            LogPlan(logger, order.Count > 0 ? string.Join(", ", order) : "none", why);
        }

        return new TransportPlan { Transports = [.. order.Select(kind => Offer(kind, metadata))], Reasons = reasons };
    }

    private TransportOffer Offer(TransportKind kind, IReadOnlyDictionary<string, string> metadata) =>
        kind == TransportKind.WebRtc
            ? new TransportOffer(kind, WebRtcDeadline) { IceServers = iceServers.For(metadata) }
            : new TransportOffer(kind, WebSocketDeadline);

    [LoggerMessage(64, LogLevel.Information, "A client may use {Transports} ({Reasons})")]
    private static partial void LogPlan(ILogger logger, string transports, string reasons);
}
