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
        Description = "Replay it at least this often; all replays must have one hash.",
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
        var runs = ReplayRuns.Run(recording, arguments.GetValue(Times), TimeProvider.System);
        var result = runs.First;
        if (arguments.GetValue(Frames))
        {
            Print(output, result.Lines);
        }

        if (arguments.GetValue(Json))
        {
            output.WriteLine(JsonSerializer.Serialize(Document(recording, runs), Indented));
        }
        else
        {
            output.WriteLine(result.ToString());
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{recording.Agent}: {result.Duration.TotalSeconds:0.0} s, {recording.EndReason}; {runs.Count} replays, {Plural(runs.Hashes)}; {runs.Speed:0}x real time, the first, which compiles, {runs.FirstTook.TotalSeconds:0.00} s"
            );
            output.WriteLine(text);
        }

        return result.IsIdentical && runs.Hashes == 1 ? 0 : Different;
    }

    private static string Plural(int hashes) => hashes == 1 ? "1 hash" : $"{hashes} hashes";

    private static object Document(SessionRecording recording, ReplayRuns runs) =>
        new
        {
            recording.Agent,
            recording.EndReason,
            Seconds = runs.First.Duration.TotalSeconds,
            Identical = runs.First.IsIdentical,
            runs.First.Hash,
            Lines = runs.First.Lines.Count,
            Replays = runs.Count,
            runs.Hashes,
            Speed = Math.Round(runs.Speed),
            FirstSeconds = Math.Round(runs.FirstTook.TotalSeconds, 3),
            runs.First.Difference,
        };

    private static void Print(TextWriter output, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }
    }
}
