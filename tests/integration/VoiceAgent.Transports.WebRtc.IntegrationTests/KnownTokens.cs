using VoiceAgent.Transports.WebSockets;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>Lets in whoever has the token, and keeps what it was asked.</summary>
internal sealed class KnownTokens(string token) : IWebSocketAuthenticator
{
    public WebSocketAuthenticationRequest? Last { get; private set; }

    public ValueTask<WebSocketAuthentication> AuthenticateAsync(
        WebSocketAuthenticationRequest request,
        CancellationToken cancellationToken
    )
    {
        Last = request;
        return ValueTask.FromResult(
            request.Token == token
                ? WebSocketAuthentication.Accept(new Dictionary<string, string> { ["user_id"] = "ada" })
                : WebSocketAuthentication.Refuse()
        );
    }
}
