using Microsoft.Extensions.Logging;

namespace VoiceAgent.Processors;

internal static partial class ProcessorLog
{
    [LoggerMessage(1, LogLevel.Error, "Observer {Observer} threw and is left out from now on")]
    public static partial void ObserverFailed(this ILogger logger, string observer, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "{Code} in {Processor}: {Message}")]
    public static partial void ProcessorError(
        this ILogger logger,
        string code,
        string? processor,
        string message,
        Exception? exception
    );

    [LoggerMessage(
        3,
        LogLevel.Warning,
        "Processor {Processor} has held the pump for {Milliseconds} ms; its session waits"
    )]
    public static partial void ProcessorStuck(this ILogger logger, string processor, long milliseconds);

    [LoggerMessage(4, LogLevel.Error, "Session abandoned: {Reason}; still busy: {Processor}")]
    public static partial void SessionAbandoned(this ILogger logger, string reason, string processor);

    [LoggerMessage(5, LogLevel.Warning, "{Kind}: {Provider} was given up ({Code}), {Next} went on; nothing was lost")]
    public static partial void ProviderChanged(
        this ILogger logger,
        string kind,
        string provider,
        string code,
        string next
    );
}
