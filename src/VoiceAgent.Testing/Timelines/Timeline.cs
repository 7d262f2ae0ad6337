using System.Security.Cryptography;
using System.Text;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Testing.Timelines;

/// <summary>
/// A session as text: one line for each frame, <c>time direction frame details</c>. The same conversation gives the same bytes.
/// </summary>
/// <remarks>
/// <code>
/// 00:00.000 -> Start
/// 00:01.240 &lt;> BotStartedSpeaking
/// 00:01.300 -> LlmText response=2 x5
/// 00:02.080 !! Interruption through=2
/// </code>
/// The direction is <c>-></c> downstream, <c>&lt;-</c> upstream, <c>&lt;></c> for a fact told both ways and <c>!!</c> for a command, which
/// overtakes everything. Frames that follow each other and differ in nothing are one line with their count.
/// </remarks>
public sealed class Timeline
{
    private Timeline(IReadOnlyList<string> lines) => Lines = lines;

    /// <summary>The lines.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>SHA-256 of the text, in hexadecimal.</summary>
    public string Hash => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())));

    /// <summary>All lines, each with a line feed at its end.</summary>
    public override string ToString() => string.Concat(Lines.Select(line => line + "\n"));

    /// <summary>Reads a timeline from text.</summary>
    public static Timeline Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Timeline([.. text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)]);
    }

    /// <summary>Compares with a timeline that is right.</summary>
    /// <param name="expected">The lines that should be.</param>
    /// <exception cref="ExpectationException">They differ; the message shows where first.</exception>
    public void ShouldBe(string expected) => Compare(Parse(expected), "the expected one", "");

    /// <summary>
    /// Compares with a golden file. With <c>VOICEAGENT_ACCEPT=1</c> in the environment the file is written instead: look at the difference
    /// before you commit it.
    /// </summary>
    /// <param name="path">
    /// Path of the file, from the folder of the test project (the nearest one above the test program that holds a <c>.csproj</c>; without
    /// one, the program's own).
    /// </param>
    /// <exception cref="ExpectationException">There is no such file, or it differs; the message shows where first.</exception>
    public void ShouldMatchFile(string path)
    {
        var file = new GoldenFile(path);
        if (GoldenFile.IsAccepting)
        {
            file.Write(ToString());
        }

        Compare(Parse(file.Read()), path, " If it is right now, accept it: run the test with VOICEAGENT_ACCEPT=1.");
    }

    internal static Timeline Of(IReadOnlyList<FrameHop> hops, TimelineOptions options)
    {
        List<string> lines = [];
        var (last, count) = ("", 0);
        for (var i = 0; i < hops.Count; i++)
        {
            var hop = hops[i];
            if (!options.Shows(hop.Frame))
            {
                continue;
            }

            var isCommand = hop is { Source: null, Destination: null, Frame: InterruptionFrame or CancelFrame };
            var isForAll = i + 1 < hops.Count && ReferenceEquals(hops[i + 1].Frame, hop.Frame);
            var direction =
                isCommand ? "!!"
                : isForAll ? "<>"
                : hop.Direction == FrameDirection.Upstream ? "<-"
                : "->";
            var entry = $"{direction} {FrameText.Of(hop.Frame, options.Text)}";
            i += isForAll ? 1 : 0;
            if (entry == last)
            {
                count++;
                lines[^1] = $"{lines[^1][..^(count > 2 ? $" x{count - 1}".Length : 0)]} x{count}";
                continue;
            }

            (last, count) = (entry, 1);
            lines.Add($"{Format(hop.Time)} {entry}");
        }

        return new Timeline(lines);
    }

    private static string Format(TimeSpan time) =>
        time.ToString(time.TotalHours < 1 ? @"mm\:ss\.fff" : @"hh\:mm\:ss\.fff");

    private void Compare(Timeline expected, string name, string advice)
    {
        var line = 0;
        while (line < Lines.Count && line < expected.Lines.Count && Lines[line] == expected.Lines[line])
        {
            line++;
        }

        if (line == Lines.Count && line == expected.Lines.Count)
        {
            return;
        }

        var before = string.Concat(Lines.Skip(line - 3).Take(Math.Min(line, 3)).Select(l => $"              {l}\n"));
        throw new ExpectationException(
            $"The timeline differs from {name} in line {line + 1}.{advice}\n{before}"
                + $"    expected: {expected.Lines.ElementAtOrDefault(line) ?? "(the end)"}\n"
                + $"    actual:   {Lines.ElementAtOrDefault(line) ?? "(the end)"}"
        );
    }
}
