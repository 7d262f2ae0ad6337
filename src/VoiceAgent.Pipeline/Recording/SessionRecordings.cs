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
            var path = NewPath(setup.Request.SessionId);
            var stereo = options.Stereo ? Listen(setup, path) : null;
            var recorder = new SessionRecorder(
                Create($"{path}.varec"),
                setup.Agent,
                stereo ?? setup.Connection,
                setup.Worker,
                options
            );
            return setup with
            {
                Agent = recorder.Agent,
                Connection = recorder.Connection,
                Agents = recorder.Listening(setup.Agents),
                Owned = new Both(recorder, stereo),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.NotRecorded(setup.Request.SessionId, exception);
            return setup;
        }
    }

    private static StereoRecorder Listen(SessionSetup setup, string path) =>
        new(
            setup.Connection,
            number => Create(string.Create(CultureInfo.InvariantCulture, $"{path}-{number:000}.wav")),
            segment: null,
            setup.Worker.TimeProvider,
            setup.Worker.Executor
        );

    private static FileStream Create(string path)
    {
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

        return new FileStream(path, file);
    }

    private string NewPath(string session)
    {
        Directory.CreateDirectory(folder);
        var name = string.Concat(session.Where(char.IsAsciiLetterOrDigit).Take(NameLength));
        var when = time.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        return Path.Combine(folder, $"{when}-{name}");
    }

    private sealed class Both(SessionRecorder recorder, StereoRecorder? stereo) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await recorder.DisposeAsync().ConfigureAwait(false);
            if (stereo is not null)
            {
                await stereo.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}

internal static partial class RecordingLog
{
    [LoggerMessage(40, LogLevel.Error, "Session {Session} is not recorded: the file cannot be made")]
    public static partial void NotRecorded(this ILogger logger, string session, Exception exception);
}
