using Microsoft.Extensions.Logging;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

internal static partial class EndpointLog
{
    [LoggerMessage(1, LogLevel.Information, "Session {SessionId} connected: {Input} in, {Output} out")]
    public static partial void Connected(ILogger logger, string sessionId, string input, string output);

    [LoggerMessage(2, LogLevel.Information, "Session {SessionId} closed after {Seconds:0.0} s: {Reason}")]
    public static partial void Closed(ILogger logger, string sessionId, double seconds, string? reason);

    [LoggerMessage(3, LogLevel.Warning, "Session {SessionId} refused: {Limit} sessions are running")]
    public static partial void Busy(ILogger logger, string sessionId, int limit);

    [LoggerMessage(4, LogLevel.Error, "Session {SessionId} failed with {Code}")]
    public static partial void Failed(ILogger logger, Exception exception, string sessionId, string code);

    [LoggerMessage(5, LogLevel.Information, "Session {SessionId} did not get past its first message")]
    public static partial void NotLetIn(ILogger logger, string sessionId);

    [LoggerMessage(7, LogLevel.Information, "Session {SessionId} goes on on a new connection")]
    public static partial void Resumed(ILogger logger, string sessionId);

    [LoggerMessage(6, LogLevel.Error, "A start request failed")]
    public static partial void StartFailed(ILogger logger, Exception exception);
}
