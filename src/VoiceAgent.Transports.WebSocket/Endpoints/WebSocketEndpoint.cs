using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>Takes one HTTP request from upgrade to goodbye, whatever is spoken on the socket.</summary>
internal abstract class WebSocketEndpoint(
    WebSocketTransportOptions options,
    SessionGate gate,
    TimeProvider time,
    ILogger logger,
    IHostApplicationLifetime lifetime
)
{
    /// <summary>Most that is sent ahead to clients that cannot drop it.</summary>
    private static readonly TimeSpan LeadWithoutClear = TimeSpan.FromMilliseconds(100);

    protected WebSocketTransportOptions Options => options;

    protected TimeProvider Time => time;

    /// <summary>Largest message accepted, in bytes.</summary>
    protected virtual int MaxMessageBytes => options.MaxMessageBytes;

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
            KeepAliveInterval = options.KeepAliveInterval,
            KeepAliveTimeout = options.KeepAliveTimeout,
        };
        var socket = await context.WebSockets.AcceptWebSocketAsync(accept).ConfigureAwait(false);
        var sessionId = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var link = new WebSocketLink(socket, CreateProtocol(sessionId), options, time, MaxMessageBytes);
        if (!gate.TryEnter(options.MaxSessions))
        {
            EndpointLog.Busy(logger, sessionId, options.MaxSessions);
            await RefuseAsync(link, ErrorCodes.ServerBusy, "All sessions are taken; try again later.")
                .ConfigureAwait(false);
            return;
        }

        try
        {
            await RunAsync(context, link, agent, sessionId).ConfigureAwait(false);
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>The protocol of one connection.</summary>
    protected abstract IWebSocketProtocol CreateProtocol(string sessionId);

    /// <summary>Agrees with the client on what is needed; null when it failed and the link is closing, or the client is gone.</summary>
    protected abstract Task<OpenedSession?> OpenAsync(
        HttpContext context,
        WebSocketLink link,
        string? agent,
        string sessionId
    );

    /// <summary>How far ahead audio is sent.</summary>
    protected TimeSpan LeadFor(bool canClear) =>
        canClear || options.Lead < LeadWithoutClear ? options.Lead : LeadWithoutClear;

    private async Task RunAsync(HttpContext context, WebSocketLink link, string? agent, string sessionId)
    {
        OpenedSession? opened = null;
        try
        {
            opened = await OpenAsync(context, link, agent, sessionId).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            EndpointLog.Failed(logger, exception, sessionId, ErrorCodes.Internal);
        }

        if (opened is null)
        {
            EndpointLog.NotLetIn(logger, sessionId);
            await RefuseAsync(link, ErrorCodes.Internal, "The server failed; try again.").ConfigureAwait(false);
            return;
        }

        await RunSessionAsync(
                context,
                new WebSocketMediaConnection(link, opened.Info, options.MaxBadMessages, opened.First),
                opened
            )
            .ConfigureAwait(false);
    }

    private async Task RunSessionAsync(HttpContext context, WebSocketMediaConnection socket, OpenedSession opened)
    {
        var info = opened.Info;
        var started = time.GetTimestamp();
        EndpointLog.Connected(logger, info.ConnectionId, info.Input.ToString(), info.Output.ToString());
        var stopping = lifetime.ApplicationStopping;
        using var shutdown = stopping.UnsafeRegister(
            static state => ((WebSocketMediaConnection)state!).Shutdown(),
            socket
        );
        var connection = opened.Wrap(socket);
        try
        {
            var handler = context.RequestServices.GetRequiredService<IMediaSessionHandler>();
            await handler.RunAsync(connection, opened.Request, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked for; the client was told already.
        }
        catch (VoiceAgentException exception)
        {
            EndpointLog.Failed(logger, exception, info.ConnectionId, exception.Code);
            socket.Fail(exception.Code, exception.Message);
        }
        catch (Exception exception)
        {
            EndpointLog.Failed(logger, exception, info.ConnectionId, ErrorCodes.Internal);
            socket.Fail(ErrorCodes.Internal, "The server failed; its log says why. Connect again.");
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        EndpointLog.Closed(logger, info.ConnectionId, time.GetElapsedTime(started).TotalSeconds, socket.CloseReason);
    }

    /// <summary>Closes with an error, unless it is closing for another reason already.</summary>
    private static Task RefuseAsync(WebSocketLink link, string code, string message)
    {
        link.Outgoing.Close(CloseCodes.For(code), code, new ErrorFrame(code, message) { IsFatal = true }, drop: true);
        return link.FinishAsync();
    }
}
