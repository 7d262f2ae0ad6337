using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using VoiceAgent.Transports.WebSockets;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>Which pages may ask (<see cref="WebSocketTransportOptions.AllowedOrigins"/>), told as browsers want it (CORS).</summary>
internal sealed class PageOrigins(IOptions<WebSocketTransportOptions> options)
{
    /// <summary>Lets pages of allowed origins read the answer; false for pages of others.</summary>
    public bool Allow(HttpContext context, string methods)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return true;
        }

        var allowed = options.Value.AllowedOrigins;
        if (allowed.Count > 0 && !allowed.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowMethods = methods;
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders is { Count: > 0 } asked
            ? asked
            : "Content-Type";
        headers.AccessControlMaxAge = "600";
        headers.Vary = "Origin";
        return true;
    }
}
