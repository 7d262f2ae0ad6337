using System.Net.WebSockets;
using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>Which error closes with which code. See the table in <c>docs/reference/ws-assistant.md</c>.</summary>
internal static class CloseCodes
{
    /// <summary>Not let in.</summary>
    public const WebSocketCloseStatus Unauthorized = (WebSocketCloseStatus)4401;

    /// <summary>No first message in time.</summary>
    public const WebSocketCloseStatus HandshakeTimeout = (WebSocketCloseStatus)4408;

    /// <summary>Try again later.</summary>
    public const WebSocketCloseStatus Busy = (WebSocketCloseStatus)1013;

    /// <summary>The close code for an error that ends the conversation.</summary>
    public static WebSocketCloseStatus For(string errorCode) =>
        errorCode switch
        {
            ErrorCodes.AuthRequired or ErrorCodes.AuthFailed => Unauthorized,
            ErrorCodes.StartTimeout => HandshakeTimeout,
            ErrorCodes.ServerBusy => Busy,
            ErrorCodes.MessageTooLarge => WebSocketCloseStatus.MessageTooBig,
            ErrorCodes.SlowClient or ErrorCodes.Overflow or ErrorCodes.UnsupportedAudio or ErrorCodes.InvalidAgent =>
                WebSocketCloseStatus.PolicyViolation,
            _ => WebSocketCloseStatus.InternalServerError,
        };
}
