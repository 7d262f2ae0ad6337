using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using VoiceAgent.Errors;
using VoiceAgent.Recording;

namespace VoiceAgent.Hosting.Commands;

/// <summary><c>voiceagent replay</c>: runs a recorded session again and tells whether it takes the same course.</summary>
internal static class ReplayCommand
{
    private const int Different = 1;
    private const int Unreadable = 2;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Argument<FileInfo> Source = new("FILE")
    {
        Description = "A recording, made by an agent whose Record is true.",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON document, for programs.",
    };

    private static readonly Option<bool> Frames = new("--frames")
    {
        Description = "Print everything the session did, line by line. It holds what was said.",
    };

    private static readonly Option<int> Times = new("--times")
    {
        Description = "Replay it this often; all replays must have one hash.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<FileInfo?> Test = new("--test")
    {
        Description =
            "Write a test that replays the recording: a C# file for an xunit project with VoiceAgent.Testing.",
    };

    public static Command Create()
    {
        var command = new Command(
            "replay",
            "Run a recorded session again, with its time and its input, and show the first difference."
        )
        {
            Source,
            Json,
            Frames,
            Times,
            Test,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var (file, output, error) = (
            arguments.GetRequiredValue(Source),
            arguments.InvocationConfiguration.Output,
            arguments.InvocationConfiguration.Error
        );
        try
        {
            var recording = SessionRecording.Load(file.FullName);
            if (arguments.GetValue(Frames) && !recording.IsReplayable)
            {
                Print(output, recording.Lines);
                return 0;
            }

            if (arguments.GetValue(Test) is { } test)
            {
                ReplayTestFile.Write(test, file);
                output.WriteLine($"{test.FullName}: a test that replays {file.Name}, which lies beside it.");
                return 0;
            }

            return Replay(recording, arguments, output);
        }
        catch (VoiceAgentException exception)
        {
            error.WriteLine($"{exception.Code}: {exception.Message}");
            return Unreadable;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(exception.Message);
            return Unreadable;
        }
    }

    private static int Replay(SessionRecording recording, ParseResult arguments, TextWriter output)
    {
        var began = TimeProvider.System.GetTimestamp();
        var result = SessionReplay.Run(recording);
        HashSet<string> hashes = [result.Hash];
        var times = Math.Max(1, arguments.GetValue(Times));
        for (var i = 1; i < times; i++)
        {
            hashes.Add(SessionReplay.Run(recording).Hash);
        }

        var took = TimeProvider.System.GetElapsedTime(began);
        var speed = result.Duration * times / took;
        if (arguments.GetValue(Frames))
        {
            Print(output, result.Lines);
        }

        if (arguments.GetValue(Json))
        {
            output.WriteLine(
                JsonSerializer.Serialize(Document(recording, result, times, hashes.Count, speed), Indented)
            );
        }
        else
        {
            output.WriteLine(result.ToString());
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{recording.Agent}: {result.Duration.TotalSeconds:0.0} s, {recording.EndReason}; {times} replays, {hashes.Count} hash, {speed:0}x real time"
            );
            output.WriteLine(text);
        }

        return result.IsIdentical && hashes.Count == 1 ? 0 : Different;
    }

    private static object Document(
        SessionRecording recording,
        ReplayResult result,
        int times,
        int hashes,
        double speed
    ) =>
        new
        {
            recording.Agent,
            recording.EndReason,
            Seconds = result.Duration.TotalSeconds,
            Identical = result.IsIdentical,
            result.Hash,
            Lines = result.Lines.Count,
            Replays = times,
            Hashes = hashes,
            Speed = Math.Round(speed),
            result.Difference,
        };

    private static void Print(TextWriter output, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }
    }
}
