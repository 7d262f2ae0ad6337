using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebRtc.Media;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Transports.WebSockets.Endpoints;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>What comes behind a handshake: a conversation begins, or goes on over a new connection. Thread-safe.</summary>
internal sealed class RtcConversations(
    RtcLegs legs,
    SessionGate gate,
    IServiceScopeFactory scopes,
    IOptions<WebSocketTransportOptions> options,
    TimeProvider time,
    ILogger<RtcConversations> logger,
    GracefulStop stop
)
{
    /// <summary>How far ahead audio waits here where the conversation may go on over a WebSocket, which needs as much.</summary>
    private static readonly TimeSpan ResumableCushion = TimeSpan.FromMilliseconds(200);

    private readonly ConversationRunner _runner = new(gate, stop, logger);

    public WebSocketTransportOptions Options => options.Value;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>The conversations clients may come back to.</summary>
    public ResumableSessions Resumable => gate.Resumable;

    /// <summary>Takes the place of a session, or one to say that it comes back.</summary>
    public Admission Admit()
    {
        var admission = gate.Admit(Options.MaxSessions);
        if (admission == Admission.Refused)
        {
            EndpointLog.Busy(logger, "webrtc", Options.MaxSessions);
        }

        return admission;
    }

    /// <summary>The handshake is over: gives back what is not needed.</summary>
    public void Settle(Admission admission, OpenedCall? opened) =>
        gate.Settle(admission, begins: opened is { Resumed: null });

    /// <summary>Goes on with a peer that is in, to the end of its connection.</summary>
    public async Task RunAsync(RtcPeer peer, OpenedCall opened)
    {
        var id = opened.Resumed?.Connection.Info.ConnectionId ?? opened.Request.SessionId;
        var isResumable = opened.IsResumable && Options.ResumeGrace > TimeSpan.Zero;
        var leg = Connect(peer, opened, id, isResumable);
        var converted = RtcLegs.Convert(leg, opened.Input, opened.Output);
        if (opened.Resumed is { } resumed)
        {
            peer.Leg = (resumed.Connection, converted);
            await ResumeAsync(converted, resumed.Connection, resumed.Point).ConfigureAwait(false);
        }
        else
        {
            EndpointLog.Connected(logger, id, opened.Input.ToString(), opened.Output.ToString());
            var connection = converted;
            if (isResumable)
            {
                var resumable = Resumable.Open(converted, opened.Request, Options.ResumeGrace);
                peer.Conversation = (resumable, opened);
                peer.Leg = (resumable, converted);
                connection = resumable;
            }

            _ = _runner.RunAsync(scopes, opened.Wrap(connection), opened.Request);
        }

        await FollowAsync(leg, id).ConfigureAwait(false);
        await WaitAsync(peer).ConfigureAwait(false);
    }

    /// <summary>A client has made another connection, which its conversation goes on with although it says nothing there. Throws nothing.</summary>
    public async Task ReplaceAsync(RtcPeer next, RtcPeer peer)
    {
        var (conversation, opened) = peer.Conversation!.Value;
        var id = conversation.Info.ConnectionId;
        try
        {
            next.Conversation = peer.Conversation;
            var leg = Connect(next, opened with { IsConnected = false, First = null }, id, isResumable: true);
            var converted = RtcLegs.Convert(leg, opened.Input, opened.Output);
            next.Leg = (conversation, converted);

            // It cannot say what it has: the messages of a channel that broke are taken for received, and so is what was played.
            await ResumeAsync(converted, conversation, new ResumePoint(long.MaxValue, 0)).ConfigureAwait(false);
            await FollowAsync(leg, id).ConfigureAwait(false);
            await WaitAsync(next).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            EndpointLog.Failed(logger, exception, id, ErrorCodes.Internal);
            await next.Session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private RtcMediaConnection Connect(RtcPeer peer, OpenedCall opened, string id, bool isResumable)
    {
        var audio = new RtcMediaOptions
        {
            IsConnected = opened.IsConnected,
            First = opened.First,
            ClosingIsLeaving = opened.ClosingIsLeaving,
        };
        if (isResumable)
        {
            audio = audio with { Cushion = ResumableCushion };
        }

        var leg = legs.Connect(peer.Session, opened.Protocol, id, (opened.Input, opened.Output), audio);
        peer.Connection = leg;
        return leg;
    }

    /// <summary>A client that is waited for may still say that it does not come back: a browser closes a connection before it says so.</summary>
    private static Task WaitAsync(RtcPeer peer) => peer.Leg?.Conversation.Completion ?? Task.CompletedTask;

    /// <summary>Waits for the end of a connection.</summary>
    private async Task FollowAsync(RtcMediaConnection leg, string id)
    {
        using var shutdown = stop.Tell(static state => _ = ShutdownAsync((RtcMediaConnection)state!), leg);
        var started = time.GetTimestamp();
        await leg.Completion.ConfigureAwait(false);
        EndpointLog.Closed(logger, id, time.GetElapsedTime(started).TotalSeconds, leg.CloseReason);
    }

    private static async Task ShutdownAsync(RtcMediaConnection leg)
    {
        await leg.WriteMessageAsync(new EndFrame("shutdown"), CancellationToken.None).ConfigureAwait(false);
        await leg.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ResumeAsync(IMediaConnection leg, ResumableConnection session, ResumePoint point)
    {
        if (session.TryAttach(leg, point))
        {
            EndpointLog.Resumed(logger, session.Info.ConnectionId);
            return;
        }

        // It has ended since the handshake.
        var error = new ErrorFrame(ErrorCodes.ResumeFailed, "The conversation has just ended; begin a new one.")
        {
            IsFatal = true,
        };
        await leg.WriteMessageAsync(error, CancellationToken.None).ConfigureAwait(false);
        await leg.DisposeAsync().ConfigureAwait(false);
    }
}
