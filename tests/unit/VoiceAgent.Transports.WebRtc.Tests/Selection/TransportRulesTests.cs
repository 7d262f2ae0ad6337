namespace VoiceAgent.Transports.WebRtc.Selection;

public class TransportRulesTests
{
    private static readonly ClientCapabilities Browser = new() { WebRtc = true, Codecs = ["opus", "G722"] };
    private static readonly TransportConditions Calm = new() { Codecs = ["opus", "PCMU"], HasTcp = true };

    public static TheoryData<string, ClientCapabilities, object, string> Table { get; } =
        new()
        {
            { "a browser", Browser, Calm, "WebRtc:lowest_latency WebSocket:fallback" },
            {
                "UDP was seen",
                Browser with
                {
                    Udp = UdpReachability.Seen,
                },
                Calm,
                "WebRtc:lowest_latency WebSocket:fallback"
            },
            { "no WebRTC", Browser with { WebRtc = false }, Calm, "WebSocket:not_supported !WebRtc:not_supported" },
            {
                "no WebSockets",
                Browser with
                {
                    WebSocket = false,
                },
                Calm,
                "WebRtc:lowest_latency !WebSocket:not_supported"
            },
            {
                "nothing",
                new ClientCapabilities { WebSocket = false },
                Calm,
                "!WebRtc:not_supported !WebSocket:not_supported"
            },
            {
                "no codec",
                Browser with
                {
                    Codecs = ["vorbis"],
                },
                Calm,
                "WebSocket:no_common_codec !WebRtc:no_common_codec"
            },
            {
                "codecs in capitals",
                Browser with
                {
                    Codecs = ["OPUS"],
                },
                Calm,
                "WebRtc:lowest_latency WebSocket:fallback"
            },
            { "codecs not told", Browser with { Codecs = [] }, Calm, "WebRtc:lowest_latency WebSocket:fallback" },
            {
                "no UDP",
                Browser with
                {
                    Udp = UdpReachability.Blocked,
                },
                Calm,
                "WebSocket:udp_blocked WebRtc:udp_blocked"
            },
            {
                "no UDP and no TCP",
                Browser with
                {
                    Udp = UdpReachability.Blocked,
                },
                Calm with
                {
                    HasTcp = false,
                },
                "WebSocket:udp_blocked !WebRtc:udp_blocked"
            },
            {
                "no UDP, no WebSockets",
                Browser with
                {
                    Udp = UdpReachability.Blocked,
                    WebSocket = false,
                },
                Calm,
                "WebRtc:lowest_latency !WebSocket:not_supported"
            },
            {
                "no UDP, wants WebRTC",
                Browser with
                {
                    Udp = UdpReachability.Blocked,
                    Prefer = TransportPreference.WebRtc,
                },
                Calm,
                "WebRtc:preferred WebSocket:fallback"
            },
            {
                "wants the WebSocket",
                Browser with
                {
                    Prefer = TransportPreference.WebSocket,
                },
                Calm,
                "WebSocket:preferred WebRtc:fallback"
            },
            {
                "wants the WebSocket and has none",
                Browser with
                {
                    Prefer = TransportPreference.WebSocket,
                    WebSocket = false,
                },
                Calm,
                "WebRtc:lowest_latency !WebSocket:not_supported"
            },
            { "many peers", Browser, Calm with { Peers = 900 }, "WebSocket:server_load WebRtc:server_load" },
            {
                "many peers, wants WebRTC",
                Browser with
                {
                    Prefer = TransportPreference.WebRtc,
                },
                Calm with
                {
                    Peers = 900,
                },
                "WebRtc:preferred WebSocket:fallback"
            },
            { "fewer peers", Browser, Calm with { Peers = 899 }, "WebRtc:lowest_latency WebSocket:fallback" },
            { "all peers", Browser, Calm with { Peers = 1000 }, "WebSocket:server_busy !WebRtc:server_busy" },
            { "a flood of offers", Browser, Calm with { HalfOpen = 100 }, "WebSocket:server_busy !WebRtc:server_busy" },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public void Transports_are_chosen_by_the_table(
        string situation,
        ClientCapabilities client,
        object conditions,
        string expected
    )
    {
        var (order, reasons) = TransportRules.Decide(client, (TransportConditions)conditions);
        var chosen = order.Select(kind => $"{kind}:{reasons.Single(reason => reason.Kind == kind).Code}");
        var left = reasons
            .Where(reason => !order.Contains(reason.Kind))
            .Select(reason => $"!{reason.Kind}:{reason.Code}");

        Assert.True(
            expected == string.Join(' ', chosen.Concat(left)),
            $"{situation}: {string.Join(' ', chosen.Concat(left))}"
        );
        Assert.All(reasons, reason => Assert.NotEmpty(reason.Message));
    }
}
