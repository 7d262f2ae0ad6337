using System.Text.Json;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>A peer's offer.</summary>
/// <param name="Sdp">Its session description.</param>
/// <param name="PeerId">The connection it is about; null for a new one.</param>
/// <param name="Replaces">True when the peer has made a new connection in place of that one.</param>
/// <param name="Data">What the application of the peer adds, as JSON.</param>
internal sealed record OfferRequest(string Sdp, string? PeerId, bool Replaces, JsonElement? Data)
{
    /// <summary>Reads the body; null when it is no offer.</summary>
    public static OfferRequest? Read(JsonElement body)
    {
        var fields = new RtviFields(body);
        return fields.Text("type") == "offer" && fields.Text("sdp") is { } sdp
            ? new OfferRequest(
                sdp,
                fields.Text("pc_id"),
                fields.TryFlag("restart_pc", missing: false, out var replaces) && replaces,
                // Clients write the one, their server reads the other.
                fields.Object("requestData") ?? fields.Object("request_data")
            )
            : null;
    }
}
