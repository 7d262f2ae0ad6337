using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebSockets.Endpoints;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>
/// Signalling, whatever is spoken on the data channel: POST an offer (new, or with <c>pc_id</c> of an old connection), PATCH candidates, DELETE to
/// leave. The connection lives on behind the request.
/// </summary>
internal abstract class RtcEndpoint(RtcLegs legs, RtcConversations conversations, RtcPeers peers, PageOrigins origins)
{
    private const string Methods = "POST, PATCH, DELETE";
    private const int MaxCandidates = 64;

    protected RtcLegs Legs => legs;

    protected RtcConversations Conversations => conversations;

    protected RtcPeers Peers => peers;

    /// <summary>Takes one request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="agent">Agent of the route; null lets the client choose.</param>
    public async Task HandleAsync(HttpContext context, string? agent)
    {
        if (!await Preflight.PassAsync(context, origins, Methods).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await AnswerAsync(context, agent).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has left.
        }
        catch (VoiceAgentException exception)
        {
            await JsonExchange.FailAsync(context, Failure.Of(exception)).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception)
        {
            var failure = Failure.Wrong("The request is broken.") with { Status = exception.StatusCode };
            await JsonExchange.FailAsync(context, failure).ConfigureAwait(false);
        }
    }

    /// <summary>Decides whether an offer is taken; null when it is not, and the client was told.</summary>
    /// <param name="context">The request.</param>
    /// <param name="agent">Agent of the route.</param>
    /// <param name="offer">What the peer has sent.</param>
    protected virtual ValueTask<RtcCaller?> LetInAsync(HttpContext context, string? agent, OfferRequest offer) =>
        ValueTask.FromResult<RtcCaller?>(new RtcCaller(agent));

    /// <summary>Agrees with the peer on what is needed; null when it failed and the connection is closing, or the peer is gone.</summary>
    /// <param name="context">The request that brought the offer, as it was.</param>
    /// <param name="peer">The peer.</param>
    /// <param name="caller">Who it is, as far as its offer told.</param>
    /// <param name="sessionId">Name of the conversation, if it is a new one.</param>
    protected abstract Task<OpenedCall?> OpenAsync(
        HttpContext context,
        RtcPeer peer,
        RtcCaller caller,
        string sessionId
    );

    /// <summary>Takes an offer that names a connection. True when it was dealt with.</summary>
    protected virtual async ValueTask<bool> TryRenewAsync(HttpContext context, OfferRequest offer, string peerId)
    {
        if (peers.Find(peerId) is not { IsOver: false } peer)
        {
            await JsonExchange.FailAsync(context, Failure.Unknown()).ConfigureAwait(false);
            return true;
        }

        var answer = await peer.RestartAsync(offer.Sdp, context.RequestAborted).ConfigureAwait(false);
        await WriteAnswerAsync(context, answer, peer.Id).ConfigureAwait(false);
        return true;
    }

    /// <summary>Answers with a session description.</summary>
    protected static Task WriteAnswerAsync(HttpContext context, string sdp, string peerId) =>
        JsonExchange.WriteAsync(
            context,
            json =>
            {
                json.WriteString("sdp"u8, sdp);
                json.WriteString("type"u8, "answer"u8);
                json.WriteString("pc_id"u8, peerId);
            }
        );

    private async Task AnswerAsync(HttpContext context, string? agent)
    {
        if (await JsonExchange.ReadAsync(context, context.RequestAborted).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        if (context.Request.Method == "POST")
        {
            await TakeOfferAsync(context, agent, OfferRequest.Read(body)).ConfigureAwait(false);
            return;
        }

        await ChangeAsync(context, body, leaves: context.Request.Method == "DELETE").ConfigureAwait(false);
    }

    private async Task TakeOfferAsync(HttpContext context, string? agent, OfferRequest? offer)
    {
        if (offer is null)
        {
            var failure = Failure.Wrong("Send {\"type\":\"offer\",\"sdp\":\"…\"}.");
            await JsonExchange.FailAsync(context, failure).ConfigureAwait(false);
            return;
        }

        if (offer.PeerId is { } known && await TryRenewAsync(context, offer, known).ConfigureAwait(false))
        {
            return;
        }

        if (await LetInAsync(context, agent, offer).ConfigureAwait(false) is not { } caller)
        {
            return;
        }

        var admission = conversations.Admit();
        if (admission == Admission.Refused)
        {
            var failure = Failure.Busy("All sessions are taken; try again later.");
            await JsonExchange.FailAsync(context, failure).ConfigureAwait(false);
            return;
        }

        IRtcSession session;
        try
        {
            var deadline = conversations.Options.HandshakeTimeout;
            session = await legs.AcceptAsync(offer.Sdp, deadline, context.RequestAborted).ConfigureAwait(false);
        }
        catch
        {
            conversations.Settle(admission, opened: null);
            throw;
        }

        var peer = peers.Add(session);
        _ = ServeAsync(RequestSnapshot.Of(context), peer, caller, admission);
        await WriteAnswerAsync(context, session.Answer, peer.Id).ConfigureAwait(false);
    }

    /// <summary>From the offer to the end of the connection. Throws nothing.</summary>
    private async Task ServeAsync(RequestSnapshot request, RtcPeer peer, RtcCaller caller, Admission admission)
    {
        var sessionId = RandomNumberGenerator.GetHexString(16, lowercase: true);
        OpenedCall? opened = null;
        try
        {
            opened = await OpenAsync(request.Context, peer, caller, sessionId).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            EndpointLog.Failed(conversations.Logger, exception, sessionId, ErrorCodes.Internal);
        }

        conversations.Settle(admission, opened);
        await request.DisposeAsync().ConfigureAwait(false);
        try
        {
            if (opened is not null && (admission == Admission.In || opened.Resumed is not null))
            {
                await conversations.RunAsync(peer, opened).ConfigureAwait(false);
            }
            else
            {
                EndpointLog.NotLetIn(conversations.Logger, sessionId);
                await RefuseAsync(peer, opened).ConfigureAwait(false);
                await peer.Session.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            EndpointLog.Failed(conversations.Logger, exception, sessionId, ErrorCodes.Internal);
            await peer.Session.DisposeAsync().ConfigureAwait(false);
        }

        peers.Remove(peer);
    }

    /// <summary>One that was admitted to come back and begins anew is told so; others know already.</summary>
    private static ValueTask RefuseAsync(RtcPeer peer, OpenedCall? opened) =>
        opened is null
            ? default
            : new RtcHandshakeLink(peer.Session, opened.Protocol).SendAsync(
                new ErrorFrame(ErrorCodes.ServerBusy, "All sessions are taken; try again later.") { IsFatal = true }
            );

    /// <summary>Takes candidates of a peer, or its goodbye.</summary>
    private async Task ChangeAsync(HttpContext context, JsonElement body, bool leaves)
    {
        var id = new RtviFields(body).Text("pc_id") ?? context.Request.Query["pc_id"].FirstOrDefault();
        if (id is null || peers.Find(id) is not { } peer)
        {
            await JsonExchange.FailAsync(context, Failure.Unknown()).ConfigureAwait(false);
            return;
        }

        if (leaves)
        {
            peer.Leave();
        }
        else if (body.TryGetProperty("candidates"u8, out var list) && list.ValueKind == JsonValueKind.Array)
        {
            var candidates = list.EnumerateArray().Select(item => new RtviFields(item).Text("candidate"));
            foreach (var candidate in candidates.OfType<string>().Take(MaxCandidates))
            {
                peer.Session.AddRemoteCandidate(candidate);
            }
        }

        await JsonExchange.WriteAsync(context, json => json.WriteString("status"u8, "success"u8)).ConfigureAwait(false);
    }
}
