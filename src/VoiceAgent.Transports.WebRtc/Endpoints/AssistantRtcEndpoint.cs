using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.Transports.WebRtc.Assistant;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Transports.WebSockets.Assistant;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>Clients that speak the assistant protocol on their data channel.</summary>
internal sealed class AssistantRtcEndpoint(
    RtcLegs legs,
    RtcConversations conversations,
    RtcPeers peers,
    PageOrigins origins
) : RtcEndpoint(legs, conversations, peers, origins)
{
    protected override async Task<OpenedCall?> OpenAsync(
        HttpContext context,
        RtcPeer peer,
        RtcCaller caller,
        string sessionId
    )
    {
        var options = Conversations.Options;
        var protocol = new AssistantProtocol(sessionId, options.ToolEvents) { CarriesAudio = false };
        var messages = new AssistantMessages(protocol, options.MaxBadMessages);
        var link = new RtcHandshakeLink(peer.Session, messages);
        var authenticator = context.RequestServices.GetService<IWebSocketAuthenticator>();
        var resumable = Conversations.Resumable;
        var handshake = new AssistantHandshake(link, protocol, authenticator, resumable, options, Conversations.Time);
        var result = await handshake.RunAsync(context).ConfigureAwait(false);
        if (result is null)
        {
            return null;
        }

        var hello = protocol.Hello;
        var request = new MediaSessionRequest
        {
            SessionId = sessionId,
            Agent = caller.Agent ?? hello.Agent,
            Metadata = result.Metadata,
        };
        return new OpenedCall(request, messages)
        {
            Input = hello.Input,
            Output = hello.Output,
            First = result.First,
            IsResumable = hello.IsResumable,
            Resumed = result.Resumed is { } session ? (session, hello.ResumePoint) : null,
        };
    }
}
