using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
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
    GracefulStop stop
)
{
    /// <summary>Most that is sent ahead to clients that cannot drop it.</summary>
    private static readonly TimeSpan LeadWithoutClear = TimeSpan.FromMilliseconds(100);

    private readonly ConversationRunner _conversations = new(gate, stop, logger);

    protected WebSocketTransportOptions Options => options;

    protected TimeProvider Time => time;

    /// <summary>The conversations clients may come back to.</summary>
    protected ResumableSessions Sessions => gate.Resumable;

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
        var admission = gate.Admit(options.MaxSessions);
        if (admission == Admission.Refused)
        {
            await RefuseBusyAsync(link, sessionId).ConfigureAwait(false);
            return;
        }

        OpenedSession? opened = null;
        try
        {
            opened = await TryOpenAsync(context, link, agent, sessionId).ConfigureAwait(false);
        }
        finally
        {
            gate.Settle(admission, begins: opened is { Resumed: null });
        }

        await GoOnAsync(context, link, opened, sessionId, admission == Admission.In).ConfigureAwait(false);
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

    private async Task<OpenedSession?> TryOpenAsync(
        HttpContext context,
        WebSocketLink link,
        string? agent,
        string sessionId
    )
    {
        try
        {
            return await OpenAsync(context, link, agent, sessionId).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            EndpointLog.Failed(logger, exception, sessionId, ErrorCodes.Internal);
            return null;
        }
    }

    /// <summary>What comes behind the handshake; the request is over when its connection is.</summary>
    private async Task GoOnAsync(
        HttpContext context,
        WebSocketLink link,
        OpenedSession? opened,
        string sessionId,
        bool isIn
    )
    {
        if (opened is null)
        {
            EndpointLog.NotLetIn(logger, sessionId);
            await RefuseAsync(link, ErrorCodes.Internal, "The server failed; try again.").ConfigureAwait(false);
            return;
        }

        if (!isIn && opened.Resumed is null)
        {
            await RefuseBusyAsync(link, sessionId).ConfigureAwait(false);
            return;
        }

        var info = opened.Info;
        var started = time.GetTimestamp();
        var socket = new WebSocketMediaConnection(link, info, options.MaxBadMessages, opened.First);
        using var shutdown = stop.Tell(static state => ((WebSocketMediaConnection)state!).Shutdown(), socket);
        if (opened.Resumed is { } resumed)
        {
            await ResumeAsync(socket, resumed.Connection, resumed.Point).ConfigureAwait(false);
        }
        else
        {
            EndpointLog.Connected(logger, info.ConnectionId, info.Input.ToString(), info.Output.ToString());
            var scopes = context.RequestServices.GetRequiredService<IServiceScopeFactory>();
            var isResumable = opened.IsResumable && options.ResumeGrace > TimeSpan.Zero;
            var connection = isResumable
                ? Sessions.Open(socket, opened.Request, options.ResumeGrace)
                : opened.Wrap(socket);

            // It may outlive this connection, and so the request.
            _ = _conversations.RunAsync(scopes, connection, opened.Request);
        }

        await socket.Completion.ConfigureAwait(false);
        EndpointLog.Closed(logger, info.ConnectionId, time.GetElapsedTime(started).TotalSeconds, socket.CloseReason);
    }

    private async Task ResumeAsync(WebSocketMediaConnection socket, ResumableConnection session, ResumePoint point)
    {
        if (session.TryAttach(socket, point))
        {
            EndpointLog.Resumed(logger, session.Info.ConnectionId);
            return;
        }

        // It has ended since the handshake.
        socket.Fail(ErrorCodes.ResumeFailed, "The conversation has just ended; begin a new one.");
        await socket.DisposeAsync().ConfigureAwait(false);
    }

    private Task RefuseBusyAsync(WebSocketLink link, string sessionId)
    {
        EndpointLog.Busy(logger, sessionId, options.MaxSessions);
        return RefuseAsync(link, ErrorCodes.ServerBusy, "All sessions are taken; try again later.");
    }

    /// <summary>Closes with an error, unless it is closing for another reason already.</summary>
    private static Task RefuseAsync(WebSocketLink link, string code, string message)
    {
        link.Outgoing.Close(CloseCodes.For(code), code, new ErrorFrame(code, message) { IsFatal = true }, drop: true);
        return link.FinishAsync();
    }
}
