using VoiceAgent.Providers.Scripted.Patterns;

namespace VoiceAgent.Providers.Scripted.Slots;

/// <summary>A list written in an agent file: values and the ways to say each.</summary>
internal sealed class ListType(string name, IReadOnlyList<(string Value, Pattern Spoken)> entries)
    : SlotType(name, maxWords: Words.Tokenizer.MaxWords)
{
    /// <inheritdoc/>
    public override Pattern Grammar { get; } = new ChoicePattern([.. entries.Select(entry => entry.Spoken)]);

    /// <summary>The values, in the file's order.</summary>
    public IEnumerable<string> Values => entries.Select(entry => entry.Value);

    /// <inheritdoc/>
    public override SlotValue? Parse(ReadOnlySpan<string> words, DateTimeOffset now)
    {
        var matcher = new PatternMatcher(words.ToArray(), expected: null, now);
        return Find(matcher, 0).FirstOrDefault(found => found.End == matcher.Words.Length).Value;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(int End, SlotValue Value)> Find(PatternMatcher matcher, int start)
    {
        List<(int End, SlotValue Value)>? found = null;
        foreach (var (value, spoken) in entries)
        {
            foreach (var derivation in matcher.Match(spoken, start))
            {
                found ??= [];
                if (!found.Exists(known => known.End == derivation.End))
                {
                    found.Add((derivation.End, new SlotValue(value, value)));
                }
            }
        }

        return found ?? (IReadOnlyList<(int, SlotValue)>)[];
    }
}
