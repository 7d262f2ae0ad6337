using System.Collections.ObjectModel;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>What the handshake found out.</summary>
/// <param name="Metadata">What authentication knows about the client.</param>
/// <param name="First">The first message, when it was already an input.</param>
internal sealed record HandshakeResult(IReadOnlyDictionary<string, string> Metadata, MediaInput? First);

/// <summary>The first message of the assistant protocol: who the client is and how it wants its audio.</summary>
internal sealed class AssistantHandshake(
    WebSocketLink link,
    AssistantProtocol protocol,
    IWebSocketAuthenticator? authenticator,
    WebSocketTransportOptions options,
    TimeProvider time
)
{
    /// <summary>Runs the handshake; null when it failed and the link is closing.</summary>
    public async Task<HandshakeResult?> RunAsync(HttpContext context)
    {
        using var deadline = new CancellationTokenSource(options.HandshakeTimeout, time);
        using var expiry = deadline.Token.UnsafeRegister(
            static state =>
                ((AssistantHandshake)state!).Fail(
                    ErrorCodes.StartTimeout,
                    "No first message came in time; send auth or start right after connecting."
                ),
            this
        );
        var left = options.MaxBadMessages;
        while (await ReceiveAsync().ConfigureAwait(false) is { } message)
        {
            if (message.Kind == ClientMessageKind.Hello)
            {
                protocol.Hello = message.Hello!;
                return await AuthenticateAsync(context, deadline.Token).ConfigureAwait(false);
            }

            if (message.Kind == ClientMessageKind.Wrong && --left > 0)
            {
                await SendErrorAsync(message.Code!, message.Text!).ConfigureAwait(false);
            }
            else if (message.Kind == ClientMessageKind.Wrong)
            {
                Fail(ErrorCodes.Overflow, $"{options.MaxBadMessages} messages were wrong; fix the client.");
                return null;
            }
            else if (authenticator is not null)
            {
                Fail(ErrorCodes.AuthRequired, "Authentication is on: send {\"type\":\"auth\",\"token\":\"…\"} first.");
                return null;
            }
            else
            {
                return await BeginAsync(message).ConfigureAwait(false);
            }
        }

        return null;
    }

    /// <summary>Says what went wrong, and closes.</summary>
    public void Fail(string code, string message) =>
        link.Outgoing.Close(CloseCodes.For(code), code, new ErrorFrame(code, message) { IsFatal = true }, drop: true);

    /// <summary>The next message; null when the client is gone.</summary>
    private async ValueTask<ClientMessage?> ReceiveAsync()
    {
        var kind = await link.Receiver.ReceiveAsync().ConfigureAwait(false);
        if (link.AnswerEnd(kind))
        {
            return null;
        }

        if (kind == ReceivedKind.TooLarge)
        {
            Fail(ErrorCodes.MessageTooLarge, "The first message is too large.");
            return null;
        }

        return kind == ReceivedKind.Binary
            ? ClientMessageReader.ReadBinary(link.Receiver.Message)
            : ClientMessageReader.Read(link.Receiver.Message);
    }

    private async Task<HandshakeResult?> AuthenticateAsync(HttpContext context, CancellationToken deadline)
    {
        if (authenticator is null)
        {
            return new HandshakeResult(ReadOnlyDictionary<string, string>.Empty, null);
        }

        var hello = protocol.Hello;
        var request = new WebSocketAuthenticationRequest
        {
            HttpContext = context,
            Token = hello.Token,
            Agent = hello.Agent,
        };
        try
        {
            var answer = await authenticator
                .AuthenticateAsync(request, deadline)
                .AsTask()
                .WaitAsync(deadline)
                .ConfigureAwait(false);
            if (answer.IsAccepted)
            {
                return new HandshakeResult(answer.Metadata, null);
            }

            Fail(hello.Token is null ? ErrorCodes.AuthRequired : ErrorCodes.AuthFailed, answer.Message);
        }
        catch (OperationCanceledException)
        {
            Fail(ErrorCodes.StartTimeout, "Authentication took too long; try again.");
        }

        return null;
    }

    /// <summary>The first message is already an input: everything else takes its default.</summary>
    private async ValueTask<HandshakeResult> BeginAsync(ClientMessage message)
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
            var pong = FrameEncoder.Detach(reply, WireType.Text);
            await link.Outgoing.AddAsync(pong, CancellationToken.None).ConfigureAwait(false);
        }

        return new HandshakeResult(ReadOnlyDictionary<string, string>.Empty, input);
    }

    private ValueTask SendErrorAsync(string code, string message) =>
        FrameEncoder.Encode(protocol, new ErrorFrame(code, message)) is { } encoded
            ? link.Outgoing.AddAsync(encoded, CancellationToken.None)
            : default;
}
