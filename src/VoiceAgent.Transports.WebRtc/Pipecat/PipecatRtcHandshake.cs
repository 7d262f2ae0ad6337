using Microsoft.AspNetCore.Http;
using VoiceAgent.Transports.WebRtc.Endpoints;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Transports.WebSockets.Endpoints;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebRtc.Pipecat;

/// <summary>The beginning of a Pipecat client whose offer was let in: <c>client-ready</c>, with signalling and pings before it.</summary>
internal sealed class PipecatRtcHandshake(
    RtcHandshakeLink link,
    PipecatMessages messages,
    WebSocketTransportOptions options,
    TimeProvider time
) : Handshake(link, authenticator: null, options, time)
{
    /// <summary>Id of <c>client-ready</c>.</summary>
    public string ReadyId { get; private set; } = "";

    protected override string LateMessage => "No client-ready came in time; send it right after connecting.";

    /// <summary>Runs the handshake; false when it failed and the connection is closing.</summary>
    public Task<bool> RunAsync(HttpContext context) => RunToEndAsync(context);

    protected override async ValueTask<HandshakeStep> AcceptAsync(
        HttpContext context,
        bool binary,
        CancellationToken deadline
    )
    {
        if (!binary && messages.TakeSignal(Link.Message))
        {
            return HandshakeStep.Continue;
        }

        string? wrong = "send text";
        var message = binary ? null : RtviEnvelope.Read(Link.Message, out wrong);
        if (message is null)
        {
            if (wrong is null)
            {
                return HandshakeStep.Continue;
            }

            await Link.SendAsync(RtviFrame.Error($"Invalid RTVI transport message: {wrong}.", fatal: false))
                .ConfigureAwait(false);
            return HandshakeStep.Wrong;
        }

        var request = RtviRequest.Read(message);
        if (!request.IsReady)
        {
            await Link.SendAsync(RtviFrame.ErrorResponse(message.Id, "Send client-ready first.")).ConfigureAwait(false);
            return HandshakeStep.Wrong;
        }

        ReadyId = message.Id;
        messages.Version = RtviVersion.Agree(request.Text);
        if (messages.Version.Complaint is { } complaint)
        {
            await Link.SendAsync(RtviFrame.ErrorResponse(message.Id, complaint)).ConfigureAwait(false);
        }

        return HandshakeStep.Done;
    }
}
