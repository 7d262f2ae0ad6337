using VoiceAgent.Providers.Scripted.Patterns;

namespace VoiceAgent.Providers.Scripted.Slots;

/// <summary>A kind of value: how people say it (for the grammar) and what it means (for the dialogue).</summary>
/// <param name="name">Name in agent files.</param>
/// <param name="maxWords">Longest value, in words.</param>
internal abstract class SlotType(string name, int maxWords)
{
    /// <summary>Name in agent files and, made safe, of the grammar's rule.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// What a recogniser should listen for. Everything it can produce must parse; parsing may accept more, such as
    /// digits that only a keyboard or another recogniser writes.
    /// </summary>
    public abstract Pattern Grammar { get; }

    /// <summary>True when some values are bare numbers, see <see cref="SlotStrength.Bare"/>.</summary>
    public virtual bool MayBeBare => false;

    /// <summary>Of a type that may be bare, the values that are not; null when all are.</summary>
    public virtual NamedPattern? Plain => null;

    /// <summary>Reads a whole span of normalised words; null when it is not such a value.</summary>
    /// <param name="words">At least one word.</param>
    /// <param name="now">The user's local time, for words such as "tomorrow".</param>
    public abstract SlotValue? Parse(ReadOnlySpan<string> words, DateTimeOffset now);

    /// <summary>Every value that begins at a word, with the index after its last word.</summary>
    public virtual IReadOnlyList<(int End, SlotValue Value)> Find(PatternMatcher matcher, int start)
    {
        List<(int, SlotValue)>? found = null;
        for (var end = Math.Min(matcher.Words.Length, start + maxWords); end > start; end--)
        {
            if (Parse(matcher.Words[start..end], matcher.Now) is { } value)
            {
                (found ??= []).Add((end, value));
            }
        }

        return found ?? (IReadOnlyList<(int, SlotValue)>)[];
    }
}
