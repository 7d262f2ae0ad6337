using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Assistant;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>Takes one HTTP request from upgrade to goodbye.</summary>
internal sealed class AssistantEndpoint(
    IOptions<WebSocketTransportOptions> options,
    SessionGate gate,
    TimeProvider time,
    ILogger<AssistantEndpoint> logger,
    IHostApplicationLifetime lifetime
)
{
    private static readonly TimeSpan LeadWithoutClear = TimeSpan.FromMilliseconds(100);

    private readonly WebSocketTransportOptions _options = options.Value;

    public async Task HandleAsync(HttpContext context, string? agent)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("Connect with a WebSocket.").ConfigureAwait(false);
            return;
        }

        var accept = new WebSocketAcceptContext
        {
            KeepAliveInterval = _options.KeepAliveInterval,
            KeepAliveTimeout = _options.KeepAliveTimeout,
        };
        var socket = await context.WebSockets.AcceptWebSocketAsync(accept).ConfigureAwait(false);
        var sessionId = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var protocol = new AssistantProtocol(sessionId, _options.ToolEvents);
        var link = new WebSocketLink(socket, protocol, _options, time);
        if (!gate.TryEnter(_options.MaxSessions))
        {
            EndpointLog.Busy(logger, sessionId, _options.MaxSessions);
            await RefuseAsync(link, ErrorCodes.ServerBusy, "All sessions are taken; try again later.")
                .ConfigureAwait(false);
            return;
        }

        try
        {
            await RunAsync(context, link, protocol, agent, sessionId).ConfigureAwait(false);
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task RunAsync(
        HttpContext context,
        WebSocketLink link,
        AssistantProtocol protocol,
        string? agent,
        string sessionId
    )
    {
        HandshakeResult? handshake = null;
        try
        {
            var authenticator = context.RequestServices.GetService<IWebSocketAuthenticator>();
            handshake = await new AssistantHandshake(link, protocol, authenticator, _options, time)
                .RunAsync(context)
                .ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            EndpointLog.Failed(logger, exception, sessionId, ErrorCodes.Internal);
        }

        if (handshake is null)
        {
            EndpointLog.NotLetIn(logger, sessionId);
            await RefuseAsync(link, ErrorCodes.Internal, "The server failed; try again.").ConfigureAwait(false);
            return;
        }

        var request = new MediaSessionRequest
        {
            SessionId = sessionId,
            Agent = agent ?? protocol.Hello.Agent,
            Metadata = handshake.Metadata,
        };
        var connection = new WebSocketMediaConnection(
            link,
            Describe(sessionId, protocol.Hello),
            _options.MaxBadMessages,
            handshake.First
        );
        await RunSessionAsync(context, connection, request).ConfigureAwait(false);
    }

    private async Task RunSessionAsync(
        HttpContext context,
        WebSocketMediaConnection connection,
        MediaSessionRequest request
    )
    {
        var info = connection.Info;
        var started = time.GetTimestamp();
        EndpointLog.Connected(logger, info.ConnectionId, info.Input.ToString(), info.Output.ToString());
        var stopping = lifetime.ApplicationStopping;
        using var shutdown = stopping.UnsafeRegister(
            static state => ((WebSocketMediaConnection)state!).Shutdown(),
            connection
        );
        try
        {
            var handler = context.RequestServices.GetRequiredService<IMediaSessionHandler>();
            await handler.RunAsync(connection, request, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked for; the client was told already.
        }
        catch (VoiceAgentException exception)
        {
            EndpointLog.Failed(logger, exception, info.ConnectionId, exception.Code);
            connection.Fail(exception.Code, exception.Message);
        }
        catch (Exception exception)
        {
            EndpointLog.Failed(logger, exception, info.ConnectionId, ErrorCodes.Internal);
            connection.Fail(ErrorCodes.Internal, "The server failed; its log says why. Connect again.");
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        EndpointLog.Closed(
            logger,
            info.ConnectionId,
            time.GetElapsedTime(started).TotalSeconds,
            connection.CloseReason
        );
    }

    private MediaConnectionInfo Describe(string sessionId, AssistantHello hello) =>
        new()
        {
            Transport = "websocket",
            ConnectionId = sessionId,
            Input = hello.Input,
            Output = hello.Output,
            CanClear = hello.CanClear,
            ReportsPlayout = hello.ReportsPlayback,
            Lead = hello.CanClear || _options.Lead < LeadWithoutClear ? _options.Lead : LeadWithoutClear,
        };

    /// <summary>Closes with an error, unless it is closing for another reason already.</summary>
    private static Task RefuseAsync(WebSocketLink link, string code, string message)
    {
        link.Outgoing.Close(CloseCodes.For(code), code, new ErrorFrame(code, message) { IsFatal = true }, drop: true);
        return link.FinishAsync();
    }
}
