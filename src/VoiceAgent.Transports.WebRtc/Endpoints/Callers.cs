using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Transports.WebSockets.Pipecat;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>Asks the authenticator about who calls an endpoint by HTTP. Everybody is let in where none is registered.</summary>
internal sealed class Callers(IOptions<WebSocketTransportOptions> options, TimeProvider time)
{
    /// <summary>What is known about the caller; null when it was refused, which it was told.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">Token of the body; null looks into header and address.</param>
    /// <param name="agent">Agent wanted.</param>
    public async Task<IReadOnlyDictionary<string, string>?> LetInAsync(
        HttpContext context,
        string? token,
        string? agent
    )
    {
        if (context.RequestServices.GetService<IWebSocketAuthenticator>() is not { } authenticator)
        {
            return WebSocketAuthentication.Accept().Metadata;
        }

        token ??= PipecatHandshake.TokenOf(context);
        var request = new WebSocketAuthenticationRequest
        {
            HttpContext = context,
            Token = token,
            Agent = agent,
        };
        using var deadline = new CancellationTokenSource(options.Value.HandshakeTimeout, time);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
        try
        {
            var answer = await authenticator
                .AuthenticateAsync(request, timeout.Token)
                .AsTask()
                .WaitAsync(timeout.Token)
                .ConfigureAwait(false);
            if (answer.IsAccepted)
            {
                return answer.Metadata;
            }

            var code = token is null ? ErrorCodes.AuthRequired : ErrorCodes.AuthFailed;
            var refused = new Failure(StatusCodes.Status401Unauthorized, code, answer.Message);
            await JsonExchange.FailAsync(context, refused).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            const string Words = "Authentication took too long; try again.";
            var late = new Failure(StatusCodes.Status504GatewayTimeout, ErrorCodes.StartTimeout, Words);
            await JsonExchange.FailAsync(context, late).ConfigureAwait(false);
        }

        return null;
    }
}
