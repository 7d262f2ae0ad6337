using VoiceAgent.Providers.Scripted.Patterns;

namespace VoiceAgent.Providers.Scripted.Grammars;

/// <summary>
/// What of a form's detail is worth listening for in the middle of a sentence. A bare number there means nothing by
/// itself, and a recogniser that expects one hears numbers in every noise.
/// </summary>
internal static class SpokenDetail
{
    /// <summary>The pattern's variants in which a value explains itself or has a word beside it.</summary>
    public static IEnumerable<Pattern> Variants(Pattern pattern) =>
        pattern switch
        {
            ChoicePattern choice => choice.Choices.SelectMany(Variants),
            SlotPattern { Type.MayBeBare: true } slot => slot.Type.Plain is { } plain ? [plain] : [],
            SequencePattern sequence when sequence.Parts.Any(IsBareSlot) && !sequence.Parts.Any(IsWord) => Supported(
                sequence.Parts
            ),
            _ => [pattern],
        };

    private static bool IsWord(Pattern part) => part is not SlotPattern && !PatternContents.CanBeEmpty(part);

    private static bool IsBareSlot(Pattern part) => part is SlotPattern { Type.MayBeBare: true };

    private static IEnumerable<Pattern> Supported(IReadOnlyList<Pattern> parts)
    {
        var slot = parts.First(IsBareSlot);
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is OptionalPattern support)
            {
                // The words left out before this one are the case of an earlier variant.
                var kept = parts.Take(i).Where(part => part == slot).Append(support.Inner).Concat(parts.Skip(i + 1));
                yield return new SequencePattern([.. kept]);
            }
        }

        foreach (var alone in Variants(slot))
        {
            yield return alone;
        }
    }
}
