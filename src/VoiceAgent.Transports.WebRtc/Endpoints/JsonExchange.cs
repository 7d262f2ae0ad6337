using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>JSON over HTTP as the transport's endpoints speak it: bodies of bounded size, and errors with <c>code</c> and <c>detail</c>.</summary>
internal static class JsonExchange
{
    /// <summary>An offer has 64 KiB at most; as JSON each of its line ends takes four bytes.</summary>
    public const int MaxBodyBytes = 128 * 1024;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a body that is a JSON object, or empty.</summary>
    /// <returns>The body; null when it is too large or something else, which the client was told.</returns>
    public static async Task<JsonElement?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBodyBytes + 1];
        var length = await context
            .Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        if (length > MaxBodyBytes)
        {
            var limit = $"The body may have {MaxBodyBytes} bytes.";
            await FailAsync(context, Failure.TooLarge(limit)).ConfigureAwait(false);
            return null;
        }

        if (Parse(buffer.AsMemory(0, length)) is { } body)
        {
            return body;
        }

        await FailAsync(context, Failure.Wrong("The body must be a JSON object.")).ConfigureAwait(false);
        return null;
    }

    /// <summary>Answers with an object.</summary>
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> fields)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        using var json = new Utf8JsonWriter(context.Response.BodyWriter, Relaxed);
        json.WriteStartObject();
        fields(json);
        json.WriteEndObject();
        await json.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Answers with what went wrong.</summary>
    public static Task FailAsync(HttpContext context, Failure failure)
    {
        context.Response.StatusCode = failure.Status;
        if (failure.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        return WriteAsync(
            context,
            json =>
            {
                json.WriteString("code"u8, failure.Code);
                json.WriteString("detail"u8, failure.Detail);
            }
        );
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
