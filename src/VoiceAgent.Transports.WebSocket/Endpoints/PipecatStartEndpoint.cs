using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceAgent.Transports.WebSockets.Pipecat;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>
/// Tells a client where its socket is, in exactly the keys the client takes. With authentication it lets the client in here and gives it
/// a token that is good once. Every error is JSON with <c>detail</c>.
/// </summary>
internal sealed class PipecatStartEndpoint(
    IOptions<WebSocketTransportOptions> options,
    PipecatStartTokens tokens,
    TimeProvider time,
    ILogger<PipecatStartEndpoint> logger,
    IPipecatSessionStart? sessions = null
)
{
    private const string WebSocketTransport = "websocket";
    private const int MaxBodyBytes = 64 * 1024;

    private readonly WebSocketTransportOptions _options = options.Value;

    public async Task HandleAsync(HttpContext context, string socket)
    {
        if (!Allow(context))
        {
            await FailAsync(context, StatusCodes.Status403Forbidden, "This origin is not allowed.")
                .ConfigureAwait(false);
            return;
        }

        switch (context.Request.Method)
        {
            case "OPTIONS":
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            case "POST":
                await StartAsync(context, socket).ConfigureAwait(false);
                return;
            default:
                context.Response.Headers.Allow = "POST, OPTIONS";
                await FailAsync(context, StatusCodes.Status405MethodNotAllowed, "Send a POST.").ConfigureAwait(false);
                return;
        }
    }

    private async Task StartAsync(HttpContext context, string socket)
    {
        using var deadline = new CancellationTokenSource(_options.HandshakeTimeout, time);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
        try
        {
            if (await ReadAsync(context, timeout.Token).ConfigureAwait(false) is not { } request)
            {
                return;
            }

            var agent = context.Request.Query["agent"].FirstOrDefault() ?? request.Agent;
            if (await LetInAsync(context, agent, timeout.Token).ConfigureAwait(false) is { } start)
            {
                await AnswerAsync(context, request, socket, start).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(context, StatusCodes.Status504GatewayTimeout, "It took too long; try again.")
                .ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception)
        {
            await FailAsync(context, exception.StatusCode, "The request is broken.").ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            EndpointLog.StartFailed(logger, exception);
            await FailAsync(context, StatusCodes.Status500InternalServerError, "The server failed; try again.")
                .ConfigureAwait(false);
        }
    }

    /// <summary>Reads what is asked for; null when it made no sense and the client was told.</summary>
    private async Task<StartRequest?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (await ReadBodyAsync(context.Request.Body, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            await FailAsync(context, StatusCodes.Status413PayloadTooLarge, $"The body may have {MaxBodyBytes} bytes.")
                .ConfigureAwait(false);
            return null;
        }

        if (StartRequest.Read(body) is not { } request)
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, "The body must be a JSON object, or empty.")
                .ConfigureAwait(false);
            return null;
        }

        if (request.Transport is null or WebSocketTransport || (sessions is not null && request.IsWebRtc))
        {
            return request;
        }

        var served = sessions is null
            ? "Only the transport \"websocket\" is"
            : "The transports \"websocket\" and \"webrtc\" are";
        await FailAsync(context, StatusCodes.Status400BadRequest, $"{served} served here.").ConfigureAwait(false);
        return null;
    }

    private static async Task<byte[]?> ReadBodyAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBodyBytes + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        return length > MaxBodyBytes ? null : buffer[..length];
    }

    /// <summary>Asks the authenticator, when there is one; null when it refuses, and the client was told.</summary>
    private static async Task<PipecatStart?> LetInAsync(
        HttpContext context,
        string? agent,
        CancellationToken cancellationToken
    )
    {
        if (context.RequestServices.GetService<IWebSocketAuthenticator>() is not { } authenticator)
        {
            return new PipecatStart(agent, WebSocketAuthentication.Accept().Metadata);
        }

        var request = new WebSocketAuthenticationRequest
        {
            HttpContext = context,
            Token = PipecatHandshake.TokenOf(context),
            Agent = agent,
        };
        var answer = await authenticator
            .AuthenticateAsync(request, cancellationToken)
            .AsTask()
            .WaitAsync(cancellationToken)
            .ConfigureAwait(false);
        if (!answer.IsAccepted)
        {
            await FailAsync(context, StatusCodes.Status401Unauthorized, answer.Message).ConfigureAwait(false);
            return null;
        }

        return new PipecatStart(agent, answer.Metadata);
    }

    /// <summary>Lets pages of allowed origins read the answer; false for pages of others.</summary>
    private bool Allow(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return true;
        }

        if (
            _options.AllowedOrigins.Count > 0
            && !_options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        )
        {
            return false;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowMethods = "POST, PATCH";
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders is { Count: > 0 } asked
            ? asked
            : "Content-Type";
        headers.AccessControlMaxAge = "600";
        headers.Vary = "Origin";
        return true;
    }

    private static string SocketOf(HttpRequest request, string socket, string? agent)
    {
        // Behind a proxy the connection here is plain although the client's is not.
        var secure = request.IsHttps || request.Headers["X-Forwarded-Proto"] == "https";
        var query = agent is null ? "" : $"?agent={Uri.EscapeDataString(agent)}";
        return $"{(secure ? "wss" : "ws")}://{request.Host.Value}{request.PathBase.Value}{socket}{query}";
    }

    /// <summary>Says where to go on. A token is needed where not everybody is let in, and always to name a session.</summary>
    private Task AnswerAsync(HttpContext context, StartRequest request, string socket, PipecatStart start)
    {
        var needsToken = context.RequestServices.GetService<IWebSocketAuthenticator>() is not null;
        var token = needsToken || request.IsWebRtc ? tokens.Issue(start) : null;
        if (token is null && (needsToken || request.IsWebRtc))
        {
            return FailAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "Too many starts are waiting; try again."
            );
        }

        return WriteAsync(
            context,
            json =>
            {
                if (request.IsWebRtc)
                {
                    sessions!.Write(json, token!, start);
                    return;
                }

                json.WriteString("wsUrl"u8, SocketOf(context.Request, socket, start.Agent));
                if (token is not null)
                {
                    json.WriteString("token"u8, token);
                }
            }
        );
    }

    private static Task FailAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, json => json.WriteString("detail"u8, detail));
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> fields)
    {
        context.Response.ContentType = "application/json";
        using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        fields(json);
        json.WriteEndObject();
        await json.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>What the body asks for.</summary>
    private sealed record StartRequest(string? Agent, string? Transport)
    {
        /// <summary>True when the client wants a session to make an offer in.</summary>
        public bool IsWebRtc => Transport is "webrtc" or "smallwebrtc";

        public static StartRequest? Read(byte[] body)
        {
            if (body.Length == 0)
            {
                return new StartRequest(null, null);
            }

            try
            {
                using var document = JsonDocument.Parse(body);
                var fields = new RtviFields(document.RootElement);
                var inner = new RtviFields(fields.Object("body"));
                return document.RootElement.ValueKind == JsonValueKind.Object
                    ? new StartRequest(fields.Text("agent") ?? inner.Text("agent"), fields.Text("transport"))
                    : null;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                return null;
            }
        }
    }
}
