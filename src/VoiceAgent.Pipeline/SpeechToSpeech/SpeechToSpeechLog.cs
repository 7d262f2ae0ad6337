using Microsoft.Extensions.Logging;

namespace VoiceAgent.SpeechToSpeech;

internal static partial class SpeechToSpeechLog
{
    [LoggerMessage(60, LogLevel.Warning, "The session with {Model} was lost; it is replaced, attempt {Attempt}")]
    public static partial void SessionLost(this ILogger logger, string model, int attempt, Exception exception);
}
