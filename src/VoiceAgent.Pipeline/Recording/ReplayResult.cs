namespace VoiceAgent.Recording;

/// <summary>What became of a replay.</summary>
public sealed record ReplayResult
{
    /// <summary>Where the session took another course; null when it took the same.</summary>
    public ReplayDifference? Difference { get; init; }

    /// <summary>True when everything the session did, and when, is what was recorded.</summary>
    public bool IsIdentical => Difference is null;

    /// <summary>Length of the session, as far as it was replayed.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What the session did in the replay, line by line. Holds what was said.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>SHA-256 of the lines, each with a line feed behind it, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The outcome in a few lines. With a difference it holds what was said around there.</summary>
    public override string ToString() =>
        Difference is null ? $"identical: {Lines.Count} lines, {Hash}" : Difference.ToString();
}

/// <summary>The first place where a replay differs from its recording.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Recorded">The line of the recording; null when it has none there.</param>
/// <param name="Replayed">What came in its place; null when nothing came.</param>
public sealed record ReplayDifference(int Line, string? Recorded, string? Replayed)
{
    /// <summary>The lines before, which are the same.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    /// <summary>The difference with the lines before it.</summary>
    public override string ToString() =>
        $"different from line {Line} on:\n"
        + string.Concat(Before.Select(line => $"              {line}\n"))
        + $"    recorded: {Recorded ?? "(nothing)"}\n    replayed: {Replayed ?? "(nothing)"}";
}
