using System.Collections.ObjectModel;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Connections;
using VoiceAgent.Transports.WebSockets.Endpoints;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>What the handshake found out.</summary>
/// <param name="Metadata">What authentication knows about the client.</param>
/// <param name="First">The first message, when it was already an input.</param>
/// <param name="Resumed">The conversation the client comes back to; null for a new one.</param>
internal sealed record HandshakeResult(
    IReadOnlyDictionary<string, string> Metadata,
    MediaInput? First = null,
    ResumableConnection? Resumed = null
);

/// <summary>The first message of the assistant protocol: who the client is and how it wants its audio.</summary>
internal sealed class AssistantHandshake(
    IHandshakeLink link,
    AssistantProtocol protocol,
    IWebSocketAuthenticator? authenticator,
    ResumableSessions sessions,
    WebSocketTransportOptions options,
    TimeProvider time
) : Handshake(link, authenticator, options, time)
{
    private HandshakeResult _result = new(ReadOnlyDictionary<string, string>.Empty);

    protected override string LateMessage =>
        "No first message came in time; send auth or start right after connecting.";

    /// <summary>Runs the handshake; null when it failed and the link is closing.</summary>
    public async Task<HandshakeResult?> RunAsync(HttpContext context) =>
        await RunToEndAsync(context).ConfigureAwait(false) ? _result : null;

    protected override async ValueTask<HandshakeStep> AcceptAsync(
        HttpContext context,
        bool binary,
        CancellationToken deadline
    )
    {
        var message = binary ? ClientMessageReader.ReadBinary(Link.Message) : ClientMessageReader.Read(Link.Message);
        switch (message.Kind)
        {
            case ClientMessageKind.Hello:
                protocol.Hello = message.Hello!;
                return await LetInAsync(context, deadline).ConfigureAwait(false);
            case ClientMessageKind.Wrong:
                await SendErrorAsync(message.Code!, message.Text!).ConfigureAwait(false);
                return HandshakeStep.Wrong;
            case var _ when NeedsAuthentication:
                Fail(ErrorCodes.AuthRequired, "Authentication is on: send {\"type\":\"auth\",\"token\":\"…\"} first.");
                return HandshakeStep.Failed;
            case ClientMessageKind.Audio when !protocol.CarriesAudio:
                await SendErrorAsync(ErrorCodes.InvalidMessage, "Audio goes by RTP; send auth or start first.")
                    .ConfigureAwait(false);
                return HandshakeStep.Wrong;
            default:
                await TakeInputAsync(message).ConfigureAwait(false);
                return HandshakeStep.Done;
        }
    }

    private async Task<HandshakeStep> LetInAsync(HttpContext context, CancellationToken deadline)
    {
        var hello = protocol.Hello;
        if (
            await AuthenticateAsync(context, hello.Token, hello.Agent, deadline).ConfigureAwait(false) is not { } answer
        )
        {
            return HandshakeStep.Failed;
        }

        if (hello.ResumeToken is not { } token)
        {
            _result = new HandshakeResult(answer.Metadata);
            return HandshakeStep.Done;
        }

        if (sessions.Find(token, answer.Metadata) is not { } session)
        {
            await SendErrorAsync(
                    ErrorCodes.ResumeFailed,
                    "The conversation is over, or the resume token is not good any more; send auth or start to begin a new one."
                )
                .ConfigureAwait(false);
            return HandshakeStep.Wrong;
        }

        if (!protocol.CarriesAudio)
        {
            hello.Adopt(session.Info);
        }

        if (!hello.Fits(session.Info))
        {
            await SendErrorAsync(
                    ErrorCodes.ResumeFailed,
                    "Sample rates, reports_playback and can_clear must be those the conversation began with."
                )
                .ConfigureAwait(false);
            return HandshakeStep.Wrong;
        }

        _result = new HandshakeResult(answer.Metadata, Resumed: session);
        return HandshakeStep.Done;
    }

    /// <summary>The first message is already an input: everything else takes its default.</summary>
    private async ValueTask TakeInputAsync(ClientMessage message)
    {
        protocol.Hello = new AssistantHello
        {
            BinaryAudio = message.IsBinary,
            Input = message.SampleRate == 0 ? AudioFormat.Input16Khz : new AudioFormat(message.SampleRate),
        };
        var reply = new PooledBuffer();
        var (input, _) = protocol.Accept(in message, reply);
        if (reply.Length > 0)
        {
            await Link.SendReplyAsync(reply).ConfigureAwait(false);
        }

        _result = new HandshakeResult(ReadOnlyDictionary<string, string>.Empty, input);
    }

    private ValueTask SendErrorAsync(string code, string message) => Link.SendAsync(new ErrorFrame(code, message));
}
