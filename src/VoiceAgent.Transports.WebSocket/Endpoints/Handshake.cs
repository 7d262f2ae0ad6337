using Microsoft.AspNetCore.Http;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>What came of one message of a handshake.</summary>
internal enum HandshakeStep
{
    /// <summary>It was fine, and more is needed.</summary>
    Continue,

    /// <summary>It was wrong; the client was told.</summary>
    Wrong,

    /// <summary>The client is in.</summary>
    Done,

    /// <summary>The client is not let in; the link is closing.</summary>
    Failed,
}

/// <summary>
/// The beginning of a connection, whatever its protocol: a deadline, a limit on size and on wrong messages, and authentication.
/// </summary>
internal abstract class Handshake(
    IHandshakeLink link,
    IWebSocketAuthenticator? authenticator,
    WebSocketTransportOptions options,
    TimeProvider time
)
{
    protected IHandshakeLink Link => link;

    /// <summary>True when not everybody is let in.</summary>
    protected bool NeedsAuthentication => authenticator is not null;

    /// <summary>What a client is told that is too late.</summary>
    protected abstract string LateMessage { get; }

    /// <summary>Runs it; false when it failed and the link is closing, or the client is gone.</summary>
    protected async Task<bool> RunToEndAsync(HttpContext context)
    {
        using var deadline = new CancellationTokenSource(options.HandshakeTimeout, time);
        using var expiry = deadline.Token.UnsafeRegister(static state => ((Handshake)state!).FailLate(), this);
        var left = options.MaxBadMessages;
        var step = await BeginAsync(context, deadline.Token).ConfigureAwait(false);
        while (step is HandshakeStep.Continue or HandshakeStep.Wrong)
        {
            if (step == HandshakeStep.Wrong && --left <= 0)
            {
                Fail(ErrorCodes.Overflow, $"{options.MaxBadMessages} messages were wrong; fix the client.");
                return false;
            }

            var kind = await link.ReceiveAsync().ConfigureAwait(false);
            if (link.AnswerEnd(kind))
            {
                return false;
            }

            if (kind == ReceivedKind.TooLarge)
            {
                Fail(ErrorCodes.MessageTooLarge, "The first message is too large.");
                return false;
            }

            step = await AcceptAsync(context, kind == ReceivedKind.Binary, deadline.Token).ConfigureAwait(false);
        }

        return step == HandshakeStep.Done;
    }

    /// <summary>Says what went wrong, and closes.</summary>
    public void Fail(string code, string message) =>
        link.Close(CloseCodeFor(code), new ErrorFrame(code, message) { IsFatal = true });

    /// <summary>The close code that tells of an error.</summary>
    protected virtual System.Net.WebSockets.WebSocketCloseStatus CloseCodeFor(string code) => CloseCodes.For(code);

    /// <summary>Called before the first message.</summary>
    protected virtual ValueTask<HandshakeStep> BeginAsync(HttpContext context, CancellationToken deadline) =>
        ValueTask.FromResult(HandshakeStep.Continue);

    /// <summary>Takes the next message, which is the link's last.</summary>
    protected abstract ValueTask<HandshakeStep> AcceptAsync(
        HttpContext context,
        bool binary,
        CancellationToken deadline
    );

    /// <summary>Asks the authenticator; null when it refuses or takes too long, and the link is closing.</summary>
    protected async Task<WebSocketAuthentication?> AuthenticateAsync(
        HttpContext context,
        string? token,
        string? agent,
        CancellationToken deadline
    )
    {
        if (authenticator is null)
        {
            return WebSocketAuthentication.Accept();
        }

        var request = new WebSocketAuthenticationRequest
        {
            HttpContext = context,
            Token = token,
            Agent = agent,
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
                return answer;
            }

            Fail(token is null ? ErrorCodes.AuthRequired : ErrorCodes.AuthFailed, answer.Message);
        }
        catch (OperationCanceledException)
        {
            Fail(ErrorCodes.StartTimeout, "Authentication took too long; try again.");
        }

        return null;
    }

    private void FailLate() => Fail(ErrorCodes.StartTimeout, LateMessage);
}
