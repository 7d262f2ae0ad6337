using System.Text.Json;
using VoiceAgent.Errors;

namespace VoiceAgent.Vendors.Http;

/// <summary>Requests to vendors. A client is made once per provider and shared: its connections are what conversations reuse.</summary>
public static class VendorHttp
{
    /// <summary>Most of an error's body that is read, in bytes.</summary>
    private const int LongestError = 16_384;

    /// <summary>Makes a client: connections live 10 min, idle ones 2 min; connecting takes at most 5 s. The caller owns it.</summary>
    /// <param name="vendor">Whose failures are thrown at once (see <see cref="FailureHandler"/>); null for none.</param>
    public static HttpClient CreateClient(Vendor? vendor = null)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            AllowAutoRedirect = false,
        };
        HttpMessageHandler outer = vendor is null ? handler : new FailureHandler(vendor) { InnerHandler = handler };
        return new HttpClient(outer, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends a request and returns when the head of the answer is there. The caller disposes the answer.</summary>
    /// <exception cref="VoiceAgentException">It cannot be reached, or answered with something else than success.</exception>
    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client,
        Vendor vendor,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        HttpResponseMessage response;
        try
        {
            response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw VendorFailure.From(vendor, exception);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await FailureAsync(vendor, response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The vendor's own short code of an error's body; null when the body is something else.</summary>
    public static string? CodeOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var error = json.RootElement;
            foreach (var name in new[] { "error", "detail" })
            {
                if (error.ValueKind == JsonValueKind.Object && error.TryGetProperty(name, out var inner))
                {
                    error = inner;
                }
            }

            return Text(error, "code") ?? Text(error, "status") ?? Text(error, "err_code") ?? Text(error, "type");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The failure an answer tells of.</summary>
    internal static async Task<VoiceAgentException> FailureAsync(
        Vendor vendor,
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        var code = await ReadCodeAsync(response, cancellationToken).ConfigureAwait(false);
        return VendorFailure.FromStatus(vendor, (int)response.StatusCode, RetryAfter(response), code);
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        VendorFailure.RetryAfter(
            response.Headers.TryGetValues("Retry-After", out var values) ? values.FirstOrDefault() : null,
            response.Headers.Date?.ToString("r")
        );

    private static async Task<string?> ReadCodeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var body = new byte[LongestError];
                var length = await stream
                    .ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken)
                    .ConfigureAwait(false);
                return CodeOf(body.AsMemory(0, length));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
