using System.Text.Json;
using VoiceAgent.Transports.WebRtc.Selection;
using VoiceAgent.Transports.WebSockets.Endpoints;
using VoiceAgent.Transports.WebSockets.Pipecat;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>Tells a Pipecat client under which name to make its offer, and the servers to use for it.</summary>
internal sealed class PipecatRtcStart(IceServers servers) : IPipecatSessionStart
{
    public void Write(Utf8JsonWriter json, string session, PipecatStart start)
    {
        json.WriteString("sessionId"u8, session);
        var list = servers.For(start.Metadata);
        if (list.Count > 0)
        {
            json.WriteStartObject("iceConfig"u8);
            IceServersEndpoint.Write(json, list, "iceServers");
            json.WriteEndObject();
        }
    }
}
