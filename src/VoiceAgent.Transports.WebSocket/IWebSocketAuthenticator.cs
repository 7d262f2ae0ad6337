using System.Collections.ObjectModel;
using Microsoft.AspNetCore.Http;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>
/// Decides who may talk to an agent. Register one and authentication is on: the first message of the assistant protocol must then be
/// <c>auth</c> or <c>start</c>, and Pipecat clients need a token in their start request or their address. Without one everybody is let in.
/// </summary>
public interface IWebSocketAuthenticator
{
    /// <summary>
    /// Lets a client in or refuses it. Called for many clients at the same time. An exception refuses the client with
    /// <c>internal</c>.
    /// </summary>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancelled when the client has used up its time to be let in.</param>
    ValueTask<WebSocketAuthentication> AuthenticateAsync(
        WebSocketAuthenticationRequest request,
        CancellationToken cancellationToken
    );
}

/// <summary>Who asks to be let in. Prints no token.</summary>
public sealed class WebSocketAuthenticationRequest
{
    /// <summary>The HTTP request that became the WebSocket: headers, address, signed-in user.</summary>
    public required HttpContext HttpContext { get; init; }

    /// <summary>Token of the first message, the address or the <c>Authorization</c> header; null when there is none.</summary>
    public string? Token { get; init; }

    /// <summary>Agent the client wants; null for the default one.</summary>
    public string? Agent { get; init; }
}

/// <summary>An authenticator's answer.</summary>
public sealed class WebSocketAuthentication
{
    private WebSocketAuthentication() { }

    /// <summary>True when the client is let in.</summary>
    public bool IsAccepted { get; private init; }

    /// <summary>What a refused client is told.</summary>
    public string Message { get; private init; } = "";

    /// <summary>What is known about the client; becomes <see cref="MediaSessionRequest.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private init; } =
        ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Lets the client in.</summary>
    public static WebSocketAuthentication Accept(IReadOnlyDictionary<string, string>? metadata = null) =>
        new() { IsAccepted = true, Metadata = metadata ?? ReadOnlyDictionary<string, string>.Empty };

    /// <summary>Refuses the client.</summary>
    /// <param name="message">What to do, for the client's developer; nothing secret.</param>
    public static WebSocketAuthentication Refuse(string message = "The token was refused; get a new one.") =>
        new() { Message = message };
}
