using VoiceAgent.Providers.Scripted.Grammars;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Patterns;

/// <summary>Makes sentences out of patterns.</summary>
internal sealed class PatternSampler(Random random)
{
    /// <summary>One sentence a pattern stands for, as a recogniser would write it.</summary>
    public string Sample(Pattern pattern) =>
        pattern switch
        {
            WordPattern word => word.Word.Replace(".", " ", StringComparison.Ordinal).Trim(),
            SequencePattern sequence => string.Join(' ', sequence.Parts.Select(Sample).Where(part => part.Length > 0)),
            ChoicePattern choice => Sample(choice.Choices[random.Next(choice.Choices.Count)]),
            OptionalPattern optional => random.Next(2) == 0 ? "" : Sample(optional.Inner),
            RepeatPattern repeat => string.Join(
                ' ',
                Enumerable.Range(0, random.Next(1, 4)).Select(_ => Sample(repeat.Inner))
            ),
            NamedPattern named => Sample(named.Body),
            SlotPattern slot => Sample(slot.Type.Grammar),
            DetailPattern detail => Sample(new ChoicePattern([.. SpokenDetail.Variants(detail.Inner)])),
            _ => throw new ArgumentOutOfRangeException(nameof(pattern)),
        };

    /// <summary>Up to some random words of a list.</summary>
    public string Babble(IReadOnlyList<string> words, int most) =>
        string.Join(' ', Enumerable.Range(0, random.Next(most + 1)).Select(_ => words[random.Next(words.Count)]));

    /// <summary>The words of an agent.</summary>
    public static IReadOnlyList<string> Vocabulary(ScriptedAgent agent) =>
        [
            .. agent
                .Definition.Utterances.SelectMany(utterance => PatternContents.Words(utterance.Pattern))
                .Concat(NumberWords.Small)
                .Distinct(),
        ];
}
