using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using VoiceAgent.Audio;
using VoiceAgent.Transports.WebRtc.Pipecat;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Transports.WebSockets.Pipecat;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>Clients made for Pipecat's SmallWebRTC. They are let in by their start request, or by the token of their offer.</summary>
internal sealed class PipecatRtcEndpoint(
    RtcLegs legs,
    RtcConversations conversations,
    RtcPeers peers,
    PageOrigins origins,
    Callers callers,
    PipecatStartTokens starts,
    IOptions<PipecatOptions> options
) : RtcEndpoint(legs, conversations, peers, origins)
{
    private const string UserId = "user_id";

    protected override async ValueTask<RtcCaller?> LetInAsync(HttpContext context, string? agent, OfferRequest offer)
    {
        if (context.GetRouteValue("session") is string session)
        {
            if (starts.Find(session) is { } started)
            {
                return new RtcCaller(agent ?? started.Agent) { Metadata = started.Metadata };
            }

            await JsonExchange.FailAsync(context, Failure.Unknown()).ConfigureAwait(false);
            return null;
        }

        var wanted =
            agent ?? context.Request.Query["agent"].FirstOrDefault() ?? new RtviFields(offer.Data).Text("agent");
        var metadata = await callers.LetInAsync(context, token: null, wanted).ConfigureAwait(false);
        return metadata is null ? null : new RtcCaller(wanted) { Metadata = metadata };
    }

    protected override async Task<OpenedCall?> OpenAsync(
        HttpContext context,
        RtcPeer peer,
        RtcCaller caller,
        string sessionId
    )
    {
        var settings = Conversations.Options;
        var messages = new PipecatMessages(settings.MaxBadMessages);
        var link = new RtcHandshakeLink(peer.Session, messages);
        var handshake = new PipecatRtcHandshake(link, messages, settings, Conversations.Time);
        if (!await handshake.RunAsync(context).ConfigureAwait(false))
        {
            return null;
        }

        var conversation = new RtviConversation(
            handshake.ReadyId,
            messages.Version,
            caller.Metadata.GetValueOrDefault(UserId) ?? "",
            settings.ToolEvents,
            Conversations.Time
        );
        var request = new MediaSessionRequest
        {
            SessionId = sessionId,
            Agent = caller.Agent,
            Metadata = caller.Metadata,
        };
        return new OpenedCall(request, messages)
        {
            Input = AudioFormat.Input16Khz,
            Output = new AudioFormat(options.Value.PlayerSampleRate),
            IsResumable = true,
            ClosingIsLeaving = true,
            Wrap = connection => new PipecatCall(connection, conversation, messages),
        };
    }

    /// <summary>An unknown connection counts as a new one; one that the client has replaced goes on with its conversation.</summary>
    protected override async ValueTask<bool> TryRenewAsync(HttpContext context, OfferRequest offer, string peerId)
    {
        if (Peers.Find(peerId) is not { } peer || (peer.IsOver && !offer.Replaces))
        {
            return false;
        }

        if (!offer.Replaces)
        {
            return await base.TryRenewAsync(context, offer, peerId).ConfigureAwait(false);
        }

        if (peer.Conversation is null)
        {
            // Its handshake is not over, or it cannot come back: then it begins anew.
            peer.Leave();
            return false;
        }

        var session = await Legs.AcceptAsync(offer.Sdp, Conversations.Options.HandshakeTimeout, context.RequestAborted)
            .ConfigureAwait(false);
        var next = Peers.Replace(peer, session);
        _ = GoOnAsync(next, peer);
        await WriteAnswerAsync(context, session.Answer, next.Id).ConfigureAwait(false);
        return true;
    }

    private async Task GoOnAsync(RtcPeer next, RtcPeer peer)
    {
        await Conversations.ReplaceAsync(next, peer).ConfigureAwait(false);
        Peers.Remove(next);
    }
}
