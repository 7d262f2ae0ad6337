using System.Text.Json;
using Spectre.Console;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Hosting.Talk;

/// <summary>Shows a conversation: its timeline, what came of each turn, and a waterfall of each turn's latency.</summary>
internal static class TalkPrinter
{
    private const int Width = 48;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Print(TalkReport report, bool json, string? savedTo)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(ToJson(report, savedTo), Indented));
            return;
        }

        PrintTimeline(report);
        foreach (var turn in report.Turns)
        {
            PrintTurn(turn);
        }

        foreach (var notice in report.Notices)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]{notice}[/]");
        }

        if (savedTo is not null)
        {
            AnsiConsole.MarkupLineInterpolated($"What was heard: {savedTo}");
        }

        if (report.Problem is not null)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{report.Problem}[/]");
        }
    }

    private static void PrintTimeline(TalkReport report)
    {
        var table = new Table().Border(TableBorder.Simple).Title($"Conversation with {report.Agent.EscapeMarkup()}");
        table.AddColumn(new TableColumn("time").RightAligned()).AddColumn("who").AddColumn("what").AddColumn("words");
        foreach (var happened in report.Events)
        {
            table.AddRow(
                $"{happened.Time.TotalSeconds:0.000}",
                happened.Who,
                happened.What.EscapeMarkup(),
                happened.Text.EscapeMarkup()
            );
        }

        AnsiConsole.Write(table);
    }

    private static void PrintTurn(TalkTurnResult turn)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{turn.Name}[/]");
        AnsiConsole.MarkupLineInterpolated(
            $"  heard as  {(turn.Rejected ? "(not understood)" : turn.Transcript ?? "(nothing)")}"
        );
        foreach (var tool in turn.Tools)
        {
            AnsiConsole.MarkupLineInterpolated($"  called    {tool}");
        }

        AnsiConsole.MarkupLineInterpolated($"  answered  {turn.Reply}");
        if (turn.HeardAfter is { } after)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"  reply heard {after.TotalMilliseconds:0} ms after the recording's last sound"
            );
        }

        if (turn.Latency is { } latency)
        {
            PrintWaterfall(latency);
        }
    }

    private static void PrintWaterfall(ServerLatency latency)
    {
        var playout = latency.Playout ?? TimeSpan.Zero;
        var total = Math.Max(1, (latency.Total + playout).TotalMilliseconds);
        var begin = 0.0;
        var parts = latency.Playout is null ? latency.Parts : [.. latency.Parts, new("playout", playout)];
        foreach (var (name, time) in parts)
        {
            var from = (int)Math.Round(begin / total * Width);
            begin += time.TotalMilliseconds;
            var to = Math.Clamp((int)Math.Round(begin / total * Width), from, Width);
            var bar = new string(' ', from) + new string('█', to - from);
            AnsiConsole.MarkupLineInterpolated($"  {name, -7} {time.TotalMilliseconds, 8:0.0} ms [green]{bar}[/]");
        }

        AnsiConsole.MarkupLineInterpolated(
            $"  {"total", -7} {latency.Total.TotalMilliseconds, 8:0.0} ms from the end of speech to the first audio sent"
        );
        if (latency.Playout is not null)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"  {"heard", -7} {total, 8:0.0} ms from the end of speech to the first sample played"
            );
        }
    }

    private static object ToJson(TalkReport report, string? savedTo) =>
        new
        {
            agent = report.Agent,
            greeting = report.Greeting,
            problem = report.Problem,
            notices = report.Notices,
            saved_to = savedTo,
            turns = report.Turns.Select(turn => new
            {
                name = turn.Name,
                transcript = turn.Transcript,
                rejected = turn.Rejected,
                tools = turn.Tools,
                reply = turn.Reply,
                heard_after_ms = turn.HeardAfter?.TotalMilliseconds,
                latency_ms = turn.Latency?.Total.TotalMilliseconds,
                playout_ms = turn.Latency?.Playout?.TotalMilliseconds,
                parts_ms = turn.Latency?.Parts.ToDictionary(part => part.Key, part => part.Value.TotalMilliseconds),
            }),
            timeline = report.Events.Select(e => new
            {
                at_ms = Math.Round(e.Time.TotalMilliseconds, 1),
                who = e.Who,
                what = e.What,
                text = e.Text,
            }),
        };
}
