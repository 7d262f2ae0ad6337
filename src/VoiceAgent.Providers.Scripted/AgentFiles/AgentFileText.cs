using VoiceAgent.Errors;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

/// <summary>An agent file's text as a tree of lines. Indentation makes the tree; '#' begins a comment line.</summary>
internal sealed class AgentFileText
{
    /// <summary>Longest file that is read, in characters.</summary>
    public const int MaxCharacters = 1_000_000;

    private const int MaxDepth = 8;

    private AgentFileText(string name, IReadOnlyList<Statement> statements)
    {
        Name = name;
        Statements = statements;
    }

    /// <summary>File name for messages.</summary>
    public string Name { get; }

    /// <summary>The lines without indentation.</summary>
    public IReadOnlyList<Statement> Statements { get; }

    /// <summary>Reads the tree.</summary>
    public static AgentFileText Parse(string text, string name)
    {
        if (text.Length > MaxCharacters)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidAgent,
                $"{name}: the file is longer than {MaxCharacters} characters"
            );
        }

        var root = new List<Statement>();
        var levels = new List<(int Indent, List<Statement> Lines)> { (0, root) };
        var number = 0;
        foreach (var raw in text.TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            var content = raw.Trim();
            if (content.IsEmpty || content[0] == '#')
            {
                continue;
            }

            var indent = raw.Length - raw.TrimStart().Length;
            var lines = Place(levels, indent, raw, name, number);
            lines.Add(new Statement(name, number, content.ToString()));
        }

        return new AgentFileText(name, root);
    }

    private static List<Statement> Place(
        List<(int Indent, List<Statement> Lines)> levels,
        int indent,
        ReadOnlySpan<char> raw,
        string name,
        int number
    )
    {
        var here = new Statement(name, number, "");
        if (raw[..indent].Contains('\t'))
        {
            throw here.Error("indented with a tab; use spaces");
        }

        while (indent < levels[^1].Indent)
        {
            levels.RemoveAt(levels.Count - 1);
        }

        var (current, lines) = levels[^1];
        if (indent == current)
        {
            return lines;
        }

        if (lines.Count == 0)
        {
            throw here.Error("the first line must not be indented");
        }

        if (lines[^1].Children is { Count: > 0 })
        {
            throw here.Error("the indentation matches no line above; use the same number of spaces as its neighbours");
        }

        if (levels.Count == MaxDepth)
        {
            throw here.Error("indented too deeply");
        }

        levels.Add((indent, lines[^1].Children));
        return lines[^1].Children;
    }
}
