using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceAgent.Transports.WebSockets.Assistant;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>Clients that speak the assistant protocol.</summary>
internal sealed class AssistantEndpoint(
    IOptions<WebSocketTransportOptions> options,
    SessionGate gate,
    TimeProvider time,
    ILogger<AssistantEndpoint> logger,
    GracefulStop stop
) : WebSocketEndpoint(options.Value, gate, time, logger, stop)
{
    protected override IWebSocketProtocol CreateProtocol(string sessionId) =>
        new AssistantProtocol(sessionId, Options.ToolEvents);

    protected override async Task<OpenedSession?> OpenAsync(
        HttpContext context,
        WebSocketLink link,
        string? agent,
        string sessionId
    )
    {
        var protocol = (AssistantProtocol)link.Protocol;
        var authenticator = context.RequestServices.GetService<IWebSocketAuthenticator>();
        var result = await new AssistantHandshake(link, protocol, authenticator, Sessions, Options, Time)
            .RunAsync(context)
            .ConfigureAwait(false);
        if (result is null)
        {
            return null;
        }

        var hello = protocol.Hello;
        var request = new MediaSessionRequest
        {
            SessionId = sessionId,
            Agent = agent ?? hello.Agent,
            Metadata = result.Metadata,
        };
        var info = new MediaConnectionInfo
        {
            Transport = "websocket",
            ConnectionId = sessionId,
            Input = hello.Input,
            Output = hello.Output,
            CanClear = hello.CanClear,
            ReportsPlayout = hello.ReportsPlayback,
            Lead = LeadFor(hello.CanClear),
        };
        return new OpenedSession(request, result.Resumed?.Info ?? info)
        {
            First = result.First,
            IsResumable = hello.IsResumable,
            Resumed = result.Resumed is { } session ? (session, hello.ResumePoint) : null,
        };
    }
}
