using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Transports.WebRtc.Selection;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>Hands out STUN and TURN servers with short-lived credentials, to those who are let in.</summary>
internal sealed class IceServersEndpoint(IceServers servers, Callers callers, PageOrigins origins)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!await Preflight.PassAsync(context, origins, "GET").ConfigureAwait(false))
        {
            return;
        }

        var client = await callers.LetInAsync(context, token: null, agent: null).ConfigureAwait(false);
        if (client is not null)
        {
            await JsonExchange
                .WriteAsync(
                    context,
                    json =>
                    {
                        Write(json, servers.For(client));
                        json.WriteNumber("lifetime_s"u8, (long)servers.Lifetime.TotalSeconds);
                    }
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>Writes the field <c>ice_servers</c>.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<IceServer> servers, string name = "ice_servers")
    {
        json.WriteStartArray(name);
        foreach (var server in servers)
        {
            json.WriteStartObject();
            json.WriteStartArray("urls"u8);
            foreach (var url in server.Urls)
            {
                json.WriteStringValue(url);
            }

            json.WriteEndArray();
            if (server.Username is not null)
            {
                json.WriteString("username"u8, server.Username);
                json.WriteString("credential"u8, server.Credential);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
