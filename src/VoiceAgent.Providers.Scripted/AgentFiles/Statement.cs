using System.Globalization;
using System.Text.RegularExpressions;
using VoiceAgent.Errors;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

/// <summary>A line of an agent file and the lines below it: <c>key argument: value</c>, or plain text.</summary>
internal sealed partial class Statement
{
    private readonly string _file;

    /// <summary>A line with nothing below it yet.</summary>
    public Statement(string file, int number, string text)
    {
        (_file, Number, Text) = (file, number, text);
        if (Header().Match(text) is { Success: true } header)
        {
            Key = header.Groups["key"].Value;
            Argument = header.Groups["argument"].Value;
            Value = header.Groups["value"].Value;
        }
    }

    /// <summary>Line number, from 1.</summary>
    public int Number { get; }

    /// <summary>The whole line.</summary>
    public string Text { get; }

    /// <summary>Word before the colon; empty for a plain line.</summary>
    public string Key { get; } = "";

    /// <summary>What stands between the key and the colon.</summary>
    public string Argument { get; } = "";

    /// <summary>What stands behind the colon.</summary>
    public string Value { get; } = "";

    /// <summary>Lines indented below this one.</summary>
    public List<Statement> Children { get; } = [];

    /// <summary>An error about this line.</summary>
    public VoiceAgentException Error(string message) =>
        new(ErrorCodes.InvalidAgent, string.Create(CultureInfo.InvariantCulture, $"{_file}({Number}): {message}"));

    /// <summary>The values: the rest of this line, or the lines below it. At least one.</summary>
    public IReadOnlyList<Statement> Lines()
    {
        if (Children.Find(child => child.Children.Count > 0) is { } parent)
        {
            throw parent
                .Children[0]
                .Error($"nothing can be indented below '{parent.Text}'; it is one of the lines of '{Key}:'");
        }

        return Value.Length > 0 && Children.Count > 0
                ? throw Children[0]
                    .Error($"'{Key}:' has its text on the same line; put all of it below, or all on that line")
            : Value.Length > 0 ? [new Statement(_file, Number, Value)]
            : Children.Count > 0 ? Children
            : throw Error($"'{Key}:' needs text behind it, or lines indented below it");
    }

    /// <summary>The one value.</summary>
    public string Single() => Lines() is [var line] ? line.Text : throw Error($"'{Key}:' takes one line");

    /// <summary>The name behind the key, as in <c>intent NAME:</c>.</summary>
    public string Name() =>
        NamePattern().IsMatch(Argument)
            ? Argument
            : throw Error(
                $"write '{Key} NAME:' with a name of small letters, digits and hyphens that begins with a letter"
            );

    /// <summary>The statements below, each with a known key. Keys that are no list may stand only once.</summary>
    public IReadOnlyList<Statement> Below(string what, params string[] keys)
    {
        if (Children.Count == 0)
        {
            throw Error($"{what} needs lines indented below it, such as '{keys[0]}:'");
        }

        Check(Children, what, keys);
        return Children;
    }

    /// <summary>Refuses statements with unknown keys, and the same statement twice.</summary>
    public static void Check(IEnumerable<Statement> statements, string what, params string[] keys)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var statement in statements)
        {
            if (!keys.Contains(statement.Key))
            {
                throw statement.Error(
                    statement.Key.Length == 0
                        ? $"'{Shorten(statement.Text)}' is not a setting; {what} holds lines such as '{keys[0]}: ...'"
                        : $"'{statement.Key}:' is not known in {what}{Suggest(statement.Key, keys)}"
                );
            }

            if (!seen.Add((statement.Key, statement.Argument)))
            {
                throw statement.Error(
                    $"'{string.Join(' ', statement.Key, statement.Argument).Trim()}:' is there twice; put its lines together"
                );
            }
        }
    }

    /// <summary>The end of a message: the known name that looks most like a wrong one, and all there are.</summary>
    public static string Suggest(string wrong, IEnumerable<string> known)
    {
        var names = known.Order(StringComparer.Ordinal).ToList();
        var near = names
            .Where(name => SpellingCorrection.Distance(wrong, name, 2) <= 2)
            .MinBy(name => SpellingCorrection.Distance(wrong, name, 2));
        return near is not null ? $"; did you mean '{near}'?"
            : names.Count == 0 ? "; there are none"
            : $"; known are {string.Join(", ", names)}";
    }

    private static string Shorten(string text) => text.Length > 40 ? text[..40] + "…" : text;

    [GeneratedRegex(
        @"^(?<key>[a-z]+)(\s+(?<argument>[^:\s][^:]*?))?\s*:(\s+(?<value>.*))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Header();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
