using Microsoft.AspNetCore.Http;

namespace VoiceAgent.Tests.Vendors;

/// <summary>Something that goes wrong.</summary>
public abstract record VendorFault
{
    /// <summary>Answers with a status, and a body of JSON that repeats the key as some vendors do.</summary>
    public static VendorFault Status(int status, string? retryAfter = null) => new StatusFault(status, retryAfter);

    /// <summary>Answers with a page, as gateways do.</summary>
    public static VendorFault Html { get; } = new HtmlFault();

    /// <summary>Breaks the answer off after some bytes.</summary>
    public static VendorFault CutAfter(int bytes) => new CutFault(bytes);

    internal abstract Task AnswerAsync(HttpContext context, RequestDelegate next);

    private sealed record StatusFault(int Code, string? RetryAfter) : VendorFault
    {
        internal override Task AnswerAsync(HttpContext context, RequestDelegate next)
        {
            context.Response.StatusCode = Code;
            context.Response.ContentType = "application/json";
            if (RetryAfter is not null)
            {
                context.Response.Headers.RetryAfter = RetryAfter;
            }

            return context.Response.WriteAsync(
                """{"error":{"code":"it_failed","message":"Incorrect key provided: secret-key-1"}}"""
            );
        }
    }

    private sealed record HtmlFault : VendorFault
    {
        internal override Task AnswerAsync(HttpContext context, RequestDelegate next)
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(
                "<!DOCTYPE html><html><body>Welcome to nginx!</body></html>" + new string(' ', 100)
            );
        }
    }

    private sealed record CutFault(int Bytes) : VendorFault
    {
        internal override async Task AnswerAsync(HttpContext context, RequestDelegate next)
        {
            var wire = context.Response.Body;
            using var whole = new MemoryStream();
            context.Response.Body = whole;
            await next(context);
            context.Response.Body = wire;
            await wire.WriteAsync(whole.ToArray().AsMemory(0, Math.Min(Bytes, (int)whole.Length)));
            await wire.FlushAsync();
            context.Abort();
        }
    }
}
