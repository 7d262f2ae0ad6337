using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spectre.Console;

namespace VoiceAgent.Hosting.Bench;

/// <summary>Runs the parts one after the other and prints their figures. Nothing is compared with a goal: figures speak for themselves.</summary>
internal static class BenchRun
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Names of the parts, in order.</summary>
    public static IReadOnlyList<string> Parts { get; } =
    ["hops", "interruption", "vad", "bargein", "sessions", "pipecat", "pipecat-socket", "webrtc", "pool", "hedging"];

    public static async Task<int> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Parts.FirstOrDefault(part => !Parts.Contains(part)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no part '{unknown}'. There are: {string.Join(", ", Parts)}.");
            return 2;
        }

        var figures = new List<BenchFigure>();
        foreach (var part in Parts.Where(settings.Parts.Contains))
        {
            if (!settings.Json)
            {
                AnsiConsole.MarkupLineInterpolated($"[grey]measuring {part} …[/]");
            }

            figures.AddRange(
                part switch
                {
                    "hops" => await HopBench.RunAsync(cancellationToken),
                    "interruption" => await InterruptionBench.RunAsync(cancellationToken),
                    "vad" => VadBench.Run(),
                    "bargein" => await BargeInBench.RunAsync(settings.Interruptions, cancellationToken),
                    "pool" => await PoolBench.RunAsync(cancellationToken),
                    "hedging" => await HedgingBench.RunAsync(cancellationToken),
                    "pipecat" => await PipecatBench.RunAsync(settings.Sessions, settings.Seconds, cancellationToken),
                    "pipecat-socket" => await PipecatSocketBench.RunAsync(
                        settings.Sessions,
                        settings.Seconds,
                        cancellationToken
                    ),
                    "webrtc" => await WebRtcBench.RunAsync(settings.Sessions, settings.Seconds, cancellationToken),
                    _ => await SessionBench.RunAsync(settings.Sessions, settings.Seconds, cancellationToken),
                }
            );
        }

        Print(figures, settings.Json);
        return 0;
    }

    private static void Print(List<BenchFigure> figures, bool json)
    {
        if (json)
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        runtime = RuntimeInformation.FrameworkDescription,
                        cores = Environment.ProcessorCount,
                        figures = figures.Select(f => new
                        {
                            part = f.Part,
                            what = f.What,
                            value = f.Value,
                            unit = f.Unit,
                        }),
                    },
                    Indented
                )
            );
            return;
        }

        var table = new Table()
            .Border(TableBorder.Simple)
            .Title($"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores");
        table.AddColumn("part").AddColumn("what").AddColumn(new TableColumn("figure").RightAligned()).AddColumn("unit");
        foreach (var figure in figures)
        {
            table.AddRow(
                figure.Part,
                figure.What.EscapeMarkup(),
                figure.Value.ToString(figure.Value >= 100 ? "N0" : "0.###", CultureInfo.InvariantCulture),
                figure.Unit
            );
        }

        AnsiConsole.Write(table);
    }
}
