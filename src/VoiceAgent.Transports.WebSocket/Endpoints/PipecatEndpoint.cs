using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceAgent.Audio;
using VoiceAgent.Transports.WebSockets.Connections;
using VoiceAgent.Transports.WebSockets.Pipecat;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>Clients made for Pipecat.</summary>
internal sealed class PipecatEndpoint(
    IOptions<WebSocketTransportOptions> options,
    IOptions<PipecatOptions> pipecat,
    PipecatStartTokens tokens,
    SessionGate gate,
    TimeProvider time,
    ILogger<PipecatEndpoint> logger,
    GracefulStop stop
) : WebSocketEndpoint(options.Value, gate, time, logger, stop)
{
    private const string UserId = "user_id";

    private readonly PipecatOptions _pipecat = pipecat.Value;

    protected override int MaxMessageBytes => _pipecat.MaxMessageBytes;

    protected override IWebSocketProtocol CreateProtocol(string sessionId) =>
        new PipecatProtocol(new AudioFormat(_pipecat.PlayerSampleRate), _pipecat.SendInterruptionFrames);

    protected override async Task<OpenedSession?> OpenAsync(
        HttpContext context,
        WebSocketLink link,
        string? agent,
        string sessionId
    )
    {
        var authenticator = context.RequestServices.GetService<IWebSocketAuthenticator>();
        var handshake = new PipecatHandshake(link, authenticator, tokens, Options, Time);
        if (!await handshake.RunAsync(context, agent).ConfigureAwait(false))
        {
            return null;
        }

        var protocol = (PipecatProtocol)link.Protocol;
        var conversation = new RtviConversation(
            handshake.ReadyId,
            protocol.Version,
            handshake.Metadata.GetValueOrDefault(UserId) ?? "",
            Options.ToolEvents,
            Time
        );
        var request = new MediaSessionRequest
        {
            SessionId = sessionId,
            Agent = handshake.Agent,
            Metadata = handshake.Metadata,
        };
        var info = new MediaConnectionInfo
        {
            Transport = "pipecat",
            ConnectionId = sessionId,
            Input = PipecatProtocol.Input,
            Output = protocol.Output,
            Lead = LeadFor(canClear: false),
        };
        return new OpenedSession(request, info)
        {
            Wrap = socket => new PipecatConnection(socket, conversation, _pipecat.FarewellTimeout, Time),
        };
    }
}
