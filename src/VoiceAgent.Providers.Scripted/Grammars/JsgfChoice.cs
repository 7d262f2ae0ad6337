namespace VoiceAgent.Providers.Scripted.Grammars;

/// <summary>
/// Writes alternatives so that what several of them begin or end with stands only once. Decoders copy a rule for every
/// mention, so <c>(a | b) &lt;date&gt;</c> costs half of <c>a &lt;date&gt; | b &lt;date&gt;</c>.
/// </summary>
internal static class JsgfChoice
{
    /// <summary>The alternatives, each a list of parts, as few and short texts that mean the same.</summary>
    public static IReadOnlyList<string> Join(IEnumerable<IReadOnlyList<string>> alternatives)
    {
        var distinct = alternatives.DistinctBy(parts => string.Join(' ', parts)).ToList();
        var tails = Share(
            distinct,
            parts => parts[^1],
            parts => [.. parts.SkipLast(1)],
            (common, rest) => $"{rest} {common}"
        );
        return Flatten(
            Share(tails, parts => parts[0], parts => [.. parts.Skip(1)], (common, rest) => $"{common} {rest}")
        );
    }

    private static List<IReadOnlyList<string>> Share(
        List<IReadOnlyList<string>> alternatives,
        Func<IReadOnlyList<string>, string> common,
        Func<IReadOnlyList<string>, IReadOnlyList<string>> rest,
        Func<string, string, string> write
    )
    {
        var shared = new List<IReadOnlyList<string>>();
        foreach (var group in alternatives.GroupBy(common))
        {
            var members = group.ToList();

            // Only rules are worth it; a single word costs little and reads better where it is.
            if (members.Count == 1 || !group.Key.Contains('<', StringComparison.Ordinal))
            {
                shared.AddRange(members);
                continue;
            }

            var rests = members.Select(rest).ToList();
            var optional = rests.Exists(parts => parts.Count == 0);
            var joined = Join(rests.Where(parts => parts.Count > 0));
            var text = string.Join(" | ", joined);
            shared.Add([
                write(
                    group.Key,
                    optional ? $"[{text}]"
                        : joined.Count > 1 ? $"({text})"
                        : text
                ),
            ]);
        }

        return shared;
    }

    private static List<string> Flatten(IEnumerable<IReadOnlyList<string>> alternatives) =>
        [.. alternatives.Select(parts => string.Join(' ', parts))];
}
