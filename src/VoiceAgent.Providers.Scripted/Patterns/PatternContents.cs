namespace VoiceAgent.Providers.Scripted.Patterns;

/// <summary>What a pattern is made of.</summary>
internal static class PatternContents
{
    /// <summary>A pattern and everything inside it, each node once; types of slots are not entered.</summary>
    public static IEnumerable<Pattern> Nodes(Pattern pattern)
    {
        var seen = new HashSet<Pattern>();
        var open = new Stack<Pattern>([pattern]);
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node))
            {
                continue;
            }

            yield return node;
            foreach (var child in Children(node).Reverse())
            {
                open.Push(child);
            }
        }
    }

    /// <summary>Names of the slots in a pattern.</summary>
    public static IEnumerable<string> Slots(Pattern pattern) =>
        Nodes(pattern).OfType<SlotPattern>().Select(slot => slot.Name).Distinct();

    /// <summary>Every word a pattern names, those of its slots' types included.</summary>
    public static IEnumerable<string> Words(Pattern pattern) =>
        Nodes(pattern)
            .SelectMany(node =>
                node switch
                {
                    WordPattern word => [word.Word],
                    SlotPattern slot => Words(slot.Type.Grammar),
                    _ => Enumerable.Empty<string>(),
                }
            )
            .Distinct();

    /// <summary>The words and slots a pattern can begin with.</summary>
    public static IEnumerable<Pattern> Beginnings(Pattern pattern)
    {
        switch (pattern)
        {
            case SequencePattern sequence:
                var optional = sequence.Parts.TakeWhile(CanBeEmpty).Count();
                return sequence.Parts.Take(optional + 1).SelectMany(Beginnings);
            case WordPattern or SlotPattern:
                return [pattern];
            default:
                return Children(pattern).SelectMany(Beginnings);
        }
    }

    /// <summary>True when a pattern also fits silence.</summary>
    public static bool CanBeEmpty(Pattern pattern) =>
        pattern switch
        {
            OptionalPattern => true,
            SequencePattern sequence => sequence.Parts.All(CanBeEmpty),
            ChoicePattern choice => choice.Choices.Any(CanBeEmpty),
            RepeatPattern repeat => CanBeEmpty(repeat.Inner),
            NamedPattern named => CanBeEmpty(named.Body),
            DetailPattern detail => CanBeEmpty(detail.Inner),
            _ => false,
        };

    private static IEnumerable<Pattern> Children(Pattern pattern) =>
        pattern switch
        {
            SequencePattern sequence => sequence.Parts,
            ChoicePattern choice => choice.Choices,
            OptionalPattern optional => [optional.Inner],
            RepeatPattern repeat => [repeat.Inner],
            NamedPattern named => [named.Body],
            DetailPattern detail => [detail.Inner],
            _ => [],
        };
}
