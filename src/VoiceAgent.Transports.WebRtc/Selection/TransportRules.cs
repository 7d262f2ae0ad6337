namespace VoiceAgent.Transports.WebRtc.Selection;

/// <summary>
/// The rules by which transports are chosen: WebRTC wherever it works, since it is quicker and cancels the bot's echo; the WebSocket behind it, which
/// works everywhere. Pure.
/// </summary>
internal static class TransportRules
{
    /// <summary>From so many peers on, of a hundred that are allowed, newcomers are better off elsewhere.</summary>
    private const int HighLoadPercent = 90;

    /// <summary>The order of transports, and a reason for each.</summary>
    public static (IReadOnlyList<TransportKind> Order, IReadOnlyList<TransportReason> Reasons) Decide(
        ClientCapabilities client,
        TransportConditions conditions
    )
    {
        var obstacle = FindObstacle(client, conditions);
        var demotion = obstacle is null && client.WebSocket ? FindDemotion(client, conditions) : null;
        var order = new List<TransportKind>();
        if (obstacle is null)
        {
            order.Add(TransportKind.WebRtc);
        }

        if (client.WebSocket)
        {
            order.Insert(demotion is null ? order.Count : 0, TransportKind.WebSocket);
        }

        var first = obstacle ?? demotion;
        var webRtc =
            first
            ?? (
                client.Prefer == TransportPreference.WebRtc
                    ? Rtc("preferred", "The client prefers WebRTC.")
                    : Rtc("lowest_latency", "WebRTC has the lowest latency and cancels echo.")
            );
        return (order, [webRtc, Explain(client, isFirst: order.FirstOrDefault(), first)]);
    }

    /// <summary>Why WebRTC cannot be used; null when it can.</summary>
    private static TransportReason? FindObstacle(ClientCapabilities client, TransportConditions conditions) =>
        !client.WebRtc ? Rtc("not_supported", "The client has no WebRTC.")
        : client.Codecs.Count > 0 && !client.Codecs.Intersect(conditions.Codecs, StringComparer.OrdinalIgnoreCase).Any()
            ? Rtc("no_common_codec", $"The client has none of the codecs {string.Join(", ", conditions.Codecs)}.")
        : conditions.Peers >= conditions.MaxPeers || conditions.HalfOpen >= conditions.MaxHalfOpen
            ? Rtc("server_busy", "All WebRTC sessions are taken.")
        : client.Udp == UdpReachability.Blocked && !conditions.HasTcp
            ? Rtc("udp_blocked", "UDP does not get through the client's network, and there is no way by TCP.")
        : null;

    /// <summary>Why WebRTC comes second; null when it comes first.</summary>
    private static TransportReason? FindDemotion(ClientCapabilities client, TransportConditions conditions) =>
        client.Prefer switch
        {
            TransportPreference.WebRtc => null,
            TransportPreference.WebSocket => Rtc(
                "fallback",
                "The client prefers the WebSocket; this is the other way."
            ),
            _ when client.Udp == UdpReachability.Blocked => Rtc(
                "udp_blocked",
                "UDP does not get through the client's network, and over TCP it is no better than the WebSocket."
            ),
            _ when conditions.Peers * 100L >= conditions.MaxPeers * (long)HighLoadPercent => Rtc(
                "server_load",
                "Most WebRTC sessions are taken; this is the other way."
            ),
            _ => null,
        };

    private static TransportReason Explain(
        ClientCapabilities client,
        TransportKind isFirst,
        TransportReason? obstacle
    ) =>
        !client.WebSocket ? Socket("not_supported", "The client has no WebSockets.")
        : isFirst == TransportKind.WebRtc ? Socket("fallback", "The WebSocket works where WebRTC does not connect.")
        : client.Prefer == TransportPreference.WebSocket ? Socket("preferred", "The client prefers the WebSocket.")
        : Socket(obstacle?.Code ?? "fallback", "The WebSocket works where WebRTC would not, or would be no better.");

    private static TransportReason Rtc(string code, string message) => new(TransportKind.WebRtc, code, message);

    private static TransportReason Socket(string code, string message) => new(TransportKind.WebSocket, code, message);
}
