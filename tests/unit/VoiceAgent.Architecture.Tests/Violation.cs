namespace VoiceAgent.Architecture;

/// <summary>One broken rule: where, what, and what to do about it.</summary>
/// <param name="Path">File, relative to the repository.</param>
/// <param name="Line">First line is 1.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record Violation(string Path, int Line, string Message)
{
    /// <summary>Fails with every violation on a line of its own, so that an editor can jump to it.</summary>
    public static void AssertNone(IEnumerable<Violation> violations)
    {
        var lines = violations
            .Select(violation => violation.ToString())
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.True(lines.Count == 0, $"{lines.Count} broken rules:\n{string.Join('\n', lines)}");
    }

    public override string ToString() => $"{Path}:{Line}: {Message}";
}
