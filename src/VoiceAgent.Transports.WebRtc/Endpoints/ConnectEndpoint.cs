using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Transports.WebRtc.Selection;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>Tells a client how to connect: which transports, in which order, with all that each needs, and why.</summary>
internal sealed class ConnectEndpoint(ITransportSelector selector, Callers callers, PageOrigins origins)
{
    private const string Methods = "POST";

    /// <summary>Takes one request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="webRtc">Path of the WebRTC endpoint.</param>
    /// <param name="webSocket">Path of the WebSocket.</param>
    public async Task HandleAsync(HttpContext context, string webRtc, string webSocket)
    {
        if (!await Preflight.PassAsync(context, origins, Methods).ConfigureAwait(false))
        {
            return;
        }

        if (await JsonExchange.ReadAsync(context, context.RequestAborted).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        var request = ConnectRequest.Read(body);
        var client = await callers.LetInAsync(context, request.Token, request.Agent).ConfigureAwait(false);
        if (client is null)
        {
            return;
        }

        var plan = selector.Select(request.Client, client);
        var path = context.Request.PathBase.Value;
        await JsonExchange
            .WriteAsync(context, json => Write(json, plan, $"{path}{webRtc}", $"{path}{webSocket}"))
            .ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, TransportPlan plan, string webRtc, string webSocket)
    {
        json.WriteStartArray("transports"u8);
        foreach (var transport in plan.Transports)
        {
            var isWebRtc = transport.Kind == TransportKind.WebRtc;
            json.WriteStartObject();
            json.WriteString("type"u8, NameOf(transport.Kind));
            json.WriteString("url"u8, isWebRtc ? webRtc : webSocket);
            if (isWebRtc)
            {
                IceServersEndpoint.Write(json, transport.IceServers);
            }

            json.WriteNumber("deadline_ms"u8, (long)transport.Deadline.TotalMilliseconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("reasons"u8);
        foreach (var reason in plan.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, NameOf(reason.Kind));
            json.WriteString("code"u8, reason.Code);
            json.WriteString("message"u8, reason.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string NameOf(TransportKind kind) => kind == TransportKind.WebRtc ? "webrtc" : "websocket";
}
