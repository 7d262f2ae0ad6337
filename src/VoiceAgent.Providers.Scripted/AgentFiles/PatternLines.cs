using VoiceAgent.Providers.Scripted.Patterns;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

/// <summary>Reads the patterns of a statement.</summary>
internal static class PatternLines
{
    /// <summary>All lines as one pattern.</summary>
    public static Pattern Read(Statement statement, PatternScope scope)
    {
        var patterns = ReadEach(statement, scope);
        return patterns.Count == 1 ? patterns[0] : new ChoicePattern(patterns);
    }

    /// <summary>Each line as a pattern.</summary>
    public static IReadOnlyList<Pattern> ReadEach(Statement statement, PatternScope scope) =>
        [.. statement.Lines().Select(line => ReadOne(line, line.Text, scope))];

    /// <summary>One pattern out of a line.</summary>
    public static Pattern ReadOne(Statement line, string text, PatternScope scope)
    {
        var pattern = PatternParser.Parse(text, scope.At(line));
        return PatternContents.CanBeEmpty(pattern)
            ? throw line.Error(
                $"{scope.Place}: the pattern also fits silence, because every part of it is optional; make one part necessary"
            )
            : pattern;
    }
}
