using System.Runtime.InteropServices;
using VoiceAgent.Providers.Scripted.Slots;

namespace VoiceAgent.Providers.Scripted.Patterns;

/// <summary>
/// Matches patterns against one utterance. For every node and position it keeps the best derivation per end, so time
/// grows with nodes times words squared, whatever the pattern. Not thread-safe; made per utterance.
/// </summary>
/// <param name="words">Normalised words.</param>
/// <param name="expected">Slot the agent has asked for, if any.</param>
/// <param name="now">The user's local time.</param>
internal sealed class PatternMatcher(IReadOnlyList<string> words, string? expected, DateTimeOffset now)
{
    private readonly Dictionary<(Pattern, int), IReadOnlyList<Derivation>> _found = [];
    private readonly Dictionary<(SlotType, int), IReadOnlyList<(int End, SlotValue Value)>> _values = [];
    private readonly string[] _words = [.. words];

    /// <summary>The utterance.</summary>
    public ReadOnlySpan<string> Words => _words;

    /// <summary>The user's local time.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The best derivation per end from a position, in no order; empty when the pattern does not fit.</summary>
    public IReadOnlyList<Derivation> Match(Pattern pattern, int start)
    {
        if (pattern is WordPattern word)
        {
            return start < _words.Length && _words[start] == word.Word
                ? [new Derivation(start + 1, 0, 1, 0, null)]
                : [];
        }

        if (
            pattern is SequencePattern { Parts: [WordPattern first, ..] }
            && (start >= _words.Length || _words[start] != first.Word)
        )
        {
            return [];
        }

        if (!_found.TryGetValue((pattern, start), out var found))
        {
            found = pattern switch
            {
                SequencePattern sequence => Sequence(sequence.Parts, start),
                ChoicePattern choice => Best(choice.Choices.SelectMany(part => Match(part, start))),
                OptionalPattern optional => Best([.. Match(optional.Inner, start), Nothing(start)]),
                RepeatPattern repeat => Repeat(repeat.Inner, start),
                NamedPattern named => Match(named.Body, start),
                SlotPattern slot => Slot(slot, start),
                DetailPattern detail => Detail(detail, start),
                _ => throw new ArgumentOutOfRangeException(nameof(pattern)),
            };
            _found[(pattern, start)] = found;
        }

        return found;
    }

    private static Derivation Nothing(int at) => new(at, 0, 0, 0, null);

    private static List<Derivation> Best(IEnumerable<Derivation> derivations)
    {
        var best = new List<Derivation>();
        foreach (var derivation in derivations)
        {
            Keep(best, derivation);
        }

        return best;
    }

    /// <summary>Adds a derivation unless an earlier one with the same end is as good. True when it was added.</summary>
    private static bool Keep(List<Derivation> best, in Derivation derivation)
    {
        foreach (ref var known in CollectionsMarshal.AsSpan(best))
        {
            if (known.End == derivation.End)
            {
                var better = derivation.IsBetterThan(known);
                known = better ? derivation : known;
                return false;
            }
        }

        best.Add(derivation);
        return true;
    }

    private List<Derivation> Sequence(IReadOnlyList<Pattern> parts, int start)
    {
        List<Derivation> reached = [Nothing(start)];
        foreach (var part in parts)
        {
            reached = Best(reached.SelectMany(before => Match(part, before.End).Select(after => after.After(before))));
            if (reached.Count == 0)
            {
                break;
            }
        }

        return reached;
    }

    private List<Derivation> Repeat(Pattern inner, int start)
    {
        // Ends only grow, so each is final when its turn comes in ascending order.
        var best = new List<Derivation>();
        var open = new SortedSet<int> { start };
        while (open.Count > 0)
        {
            var at = open.Min;
            open.Remove(at);
            var before = at == start ? Nothing(start) : best.Find(derivation => derivation.End == at);
            foreach (var next in Match(inner, at).Where(next => next.End > at))
            {
                Keep(best, next.After(before));
                open.Add(next.End);
            }
        }

        return best;
    }

    private List<Derivation> Slot(SlotPattern slot, int start) =>
        [
            .. Values(slot.Type, start)
                .Where(found => found.Value.Strength != SlotStrength.AnswerOnly || slot.Name == expected)
                .Select(found => new Derivation(
                    found.End,
                    slot.Name == expected ? 1 : 0,
                    0,
                    1,
                    new Capture(slot.Name, found.Value, null)
                )),
        ];

    private List<Derivation> Detail(DetailPattern detail, int start) =>
        [
            .. Match(detail.Inner, start)
                .Where(found =>
                    found.Literals > 0 || detail.Slot == expected || found.Captures?.Value.Strength != SlotStrength.Bare
                ),
        ];

    /// <summary>The values of a type that begin at a word.</summary>
    public IReadOnlyList<(int End, SlotValue Value)> Values(SlotType type, int start)
    {
        if (!_values.TryGetValue((type, start), out var values))
        {
            values = type.Find(this, start);
            _values[(type, start)] = values;
        }

        return values;
    }
}
