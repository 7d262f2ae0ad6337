using Microsoft.AspNetCore.Http;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>What comes before a request is looked at: its origin, its method, and the question of a browser whether it may ask (CORS).</summary>
internal static class Preflight
{
    /// <summary>True when the request may go on; else it was answered.</summary>
    public static async Task<bool> PassAsync(HttpContext context, PageOrigins origins, string methods)
    {
        if (!origins.Allow(context, methods))
        {
            await JsonExchange.FailAsync(context, Failure.NotAllowed()).ConfigureAwait(false);
            return false;
        }

        if (context.Request.Method == "OPTIONS")
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return false;
        }

        if (methods.Split(", ").Contains(context.Request.Method, StringComparer.Ordinal))
        {
            return true;
        }

        context.Response.Headers.Allow = methods + ", OPTIONS";
        await JsonExchange.FailAsync(context, Failure.Method(methods)).ConfigureAwait(false);
        return false;
    }
}
