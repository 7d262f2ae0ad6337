using Microsoft.Extensions.Logging;
using VoiceAgent.Pipelines;

namespace VoiceAgent.Sessions;

internal static partial class SessionLog
{
    [LoggerMessage(20, LogLevel.Error, "Reading from connection {Connection} failed")]
    public static partial void ReadFailed(this ILogger logger, string connection, Exception exception);

    [LoggerMessage(
        21,
        LogLevel.Information,
        "Session {Session} begins: agent {Agent}, {Transport}, in {Input} Hz, out {Output} Hz"
    )]
    public static partial void SessionBegins(
        this ILogger logger,
        string session,
        string agent,
        string transport,
        int input,
        int output
    );

    [LoggerMessage(22, LogLevel.Information, "Session {Session} is over after {Seconds:0.0} s: {Outcome}, {Reason}")]
    public static partial void SessionOver(
        this ILogger logger,
        string session,
        double seconds,
        PipelineOutcome outcome,
        string reason
    );
}
