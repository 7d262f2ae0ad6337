using System.Text.Json;
using VoiceAgent.Transports.WebRtc.Selection;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>What a client says that asks how to connect. What is missing, or not known, takes its default.</summary>
internal sealed record ConnectRequest(string? Agent, string? Token, ClientCapabilities Client)
{
    public static ConnectRequest Read(JsonElement body)
    {
        var fields = new RtviFields(body);
        var client = new RtviFields(fields.Object("client"));
        _ = client.TryFlag("webrtc", missing: false, out var webRtc);
        _ = client.TryFlag("websocket", missing: true, out var webSocket);
        var capabilities = new ClientCapabilities
        {
            WebRtc = webRtc,
            WebSocket = webSocket,
            Codecs = client.Texts("codecs") ?? [],
            Udp = client.Text("udp") switch
            {
                "seen" => UdpReachability.Seen,
                "blocked" => UdpReachability.Blocked,
                _ => UdpReachability.Unknown,
            },
            Prefer = client.Text("prefer") switch
            {
                "webrtc" => TransportPreference.WebRtc,
                "websocket" => TransportPreference.WebSocket,
                _ => TransportPreference.Auto,
            },
        };
        return new ConnectRequest(fields.Text("agent"), fields.Text("token"), capabilities);
    }
}
