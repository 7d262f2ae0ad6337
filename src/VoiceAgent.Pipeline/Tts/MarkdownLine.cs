namespace VoiceAgent.Tts;

/// <summary>What a line of Markdown begins with.</summary>
internal static class MarkdownLine
{
    /// <summary>The line behind its quote marks and leading white space.</summary>
    public static ReadOnlySpan<char> SkipQuotes(ReadOnlySpan<char> line)
    {
        line = line.TrimStart();
        while (line.StartsWith('>'))
        {
            line = line[1..].TrimStart();
        }

        return line;
    }

    /// <summary>True when the line opens or closes a block of code. Code between two fences on one line is inline code.</summary>
    public static bool IsFence(ReadOnlySpan<char> line) =>
        (line.StartsWith("```") && line.TrimStart('`').IndexOf("```") < 0) || line.StartsWith("~~~");

    /// <summary>True for lines made of marks: rules, underlines of headings, the line below a table's head.</summary>
    public static bool IsRule(ReadOnlySpan<char> line)
    {
        var marks = line.TrimEnd();
        return marks.Length >= 3
            && (
                !marks.ContainsAnyExcept("-: |")
                || !marks.ContainsAnyExcept("* ")
                || !marks.ContainsAnyExcept("_ ")
                || !marks.ContainsAnyExcept('=')
            );
    }

    /// <summary>The line behind the mark of a heading, a bullet or a task. Numbers of lists are spoken.</summary>
    public static ReadOnlySpan<char> SkipMarker(ReadOnlySpan<char> line)
    {
        var heading = line.TrimStart('#');
        var level = line.Length - heading.Length;
        if (level is >= 1 and <= 6 && (heading.IsEmpty || heading[0] == ' '))
        {
            heading = heading.Trim();
            var open = heading.TrimEnd('#');
            return open.EndsWith(' ') ? open : heading;
        }

        if (line is ['-' or '*' or '+' or '•', ' ', ..])
        {
            line = line[2..].TrimStart();
            return line is ['[', ' ' or 'x' or 'X', ']', ' ', ..] ? line[4..] : line;
        }

        return line;
    }

    /// <summary>A table row as a list of its cells.</summary>
    public static ReadOnlySpan<char> Cells(ReadOnlySpan<char> line)
    {
        var cells = line.ToString().Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join(", ", cells);
    }
}
