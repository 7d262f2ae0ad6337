using System.Globalization;
using Microsoft.Extensions.Logging;
using VoiceAgent.Sessions;

namespace VoiceAgent.Recording;

/// <summary>Records sessions into a folder, one file each. A session that cannot be recorded goes on without.</summary>
internal sealed class SessionRecordings(
    string folder,
    Func<string, bool> isRecorded,
    RecordingOptions options,
    TimeProvider time,
    ILogger logger
)
{
    private const int NameLength = 16;

    public SessionSetup Record(SessionSetup setup)
    {
        if (!isRecorded(setup.Agent.Name))
        {
            return setup;
        }

        try
        {
            var recorder = new SessionRecorder(
                Create(setup.Request.SessionId),
                setup.Agent,
                setup.Connection,
                setup.Worker,
                options
            );
            return setup with
            {
                Agent = recorder.Agent,
                Connection = recorder.Connection,
                Agents = recorder.Listening(setup.Agents),
                Owned = recorder,
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.NotRecorded(setup.Request.SessionId, exception);
            return setup;
        }
    }

    private FileStream Create(string session)
    {
        Directory.CreateDirectory(folder);
        var name = string.Concat(session.Where(char.IsAsciiLetterOrDigit).Take(NameLength));
        var when = time.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        var file = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 65536,
        };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(folder, $"{when}-{name}.varec"), file);
    }
}

internal static partial class RecordingLog
{
    [LoggerMessage(40, LogLevel.Error, "Session {Session} is not recorded: the file cannot be made")]
    public static partial void NotRecorded(this ILogger logger, string session, Exception exception);
}
