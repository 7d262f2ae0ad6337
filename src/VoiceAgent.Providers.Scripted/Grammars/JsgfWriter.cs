using System.Text;
using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Grammars;

/// <summary>
/// Writes the grammar of an agent (JSpeech Grammar Format, W3C Note of 2000-06-05). One grammar for the whole agent:
/// people may answer anything at any time. Only plain words are used; numbers are spelled out.
/// </summary>
internal sealed class JsgfWriter
{
    private readonly StringBuilder _rules = new();
    private readonly Dictionary<object, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    private JsgfWriter() { }

    /// <summary>The grammar; its one public rule is named after the agent.</summary>
    public static string Write(AgentDefinition agent)
    {
        var writer = new JsgfWriter();
        var root = writer.Reserve(agent.Name);
        var targets = agent
            .Utterances.GroupBy(utterance => utterance.Target)
            .Select(group => writer.WriteTarget(group.Key, [.. group]))
            .ToList();
        var before = agent.Before is { } first ? $"[{writer.Format(first.Inner)}] " : "";
        var after = agent.After is { } last ? $" [{writer.Format(last.Inner)}]" : "";
        return $"#JSGF V1.0;\ngrammar {root};\n\npublic <{root}> = {before}(\n    {string.Join("\n  | ", targets)}\n){after};\n\n{writer._rules}";
    }

    private string WriteTarget(string target, IReadOnlyList<Utterance> utterances)
    {
        var name = Reserve(target);
        var answer = utterances.FirstOrDefault(utterance => utterance.Kind == UtteranceKind.Answer)?.Pattern;
        var bare = answer is null
            ? []
            : PatternContents
                .Nodes(answer)
                .OfType<SlotPattern>()
                .Where(slot => slot.Type.MayBeBare)
                .DistinctBy(slot => slot.Type);
        WriteRule(
            name,
            new ChoicePattern([.. utterances.SelectMany(utterance => Apart(utterance.Pattern, answer)), .. bare])
        );
        return $"<{name}>";
    }

    /// <summary>A pattern that may end in a form's details, once with and once without: then all that do share one copy.</summary>
    private static IReadOnlyList<Pattern> Apart(Pattern pattern, Pattern? details)
    {
        if (
            pattern is not SequencePattern sequence
            || sequence.Parts[^1] is not OptionalPattern last
            || last.Inner != details
        )
        {
            return [pattern];
        }

        var rest = sequence.Parts.SkipLast(1).ToList();
        return [new SequencePattern(rest), new SequencePattern([.. rest, details])];
    }

    private void WriteRule(string name, Pattern body)
    {
        var alternatives = Alternatives(body);
        if (alternatives.Count == 0)
        {
            // A form that asks for nothing but bare numbers has no other details. A rule must not be empty.
            alternatives =
            [
                .. PatternContents.Nodes(body).OfType<DetailPattern>().Select(detail => Format(detail.Inner)),
            ];
        }

        AppendRule(name, string.Join("\n  | ", alternatives));
    }

    private void AppendRule(string name, string text) =>
        _rules.Append('<').Append(name).Append("> = ").Append(text).Append(";\n");

    private string Format(Pattern pattern) =>
        pattern switch
        {
            WordPattern word => Say(word.Word),
            SequencePattern sequence => string.Join(' ', Parts(sequence.Parts)),
            ChoicePattern => $"({string.Join(" | ", Alternatives(pattern))})",
            OptionalPattern optional => $"[{string.Join(" | ", Alternatives(optional.Inner))}]",
            RepeatPattern repeat => Group(repeat.Inner) + "+",
            NamedPattern named => Rule(named, named.Name, named.Body),
            SlotPattern slot => Rule(slot.Type, slot.Type.Name, slot.Type.Grammar),
            DetailPattern detail => $"({string.Join(" | ", Alternatives(detail))})",
            _ => throw new ArgumentOutOfRangeException(nameof(pattern)),
        };

    /// <summary>What stands between the bars, with choices inside choices laid flat.</summary>
    private IReadOnlyList<string> Alternatives(Pattern pattern) =>
        JsgfChoice.Join(
            Flatten(pattern)
                .Select(part =>
                    part is SequencePattern sequence
                        ? [.. Parts(sequence.Parts)]
                        : (IReadOnlyList<string>)[Format(part)]
                )
        );

    private static IEnumerable<Pattern> Flatten(Pattern pattern) =>
        pattern switch
        {
            ChoicePattern choice => choice.Choices.SelectMany(Flatten),
            DetailPattern detail => SpokenDetail.Variants(detail.Inner),
            _ => [pattern],
        };

    private string Group(Pattern pattern) =>
        pattern is NamedPattern or SlotPattern or WordPattern or ChoicePattern
            ? Format(pattern)
            : $"({Format(pattern)})";

    /// <summary>Parts in order; two words with a short form are offered both ways.</summary>
    private IEnumerable<string> Parts(IReadOnlyList<Pattern> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (
                parts[i] is WordPattern first
                && i + 1 < parts.Count
                && parts[i + 1] is WordPattern second
                && Contractions.Shorten(first.Word, second.Word) is { } shortForm
            )
            {
                yield return $"({shortForm} | {first.Word} {second.Word})";
                i++;
            }
            else
            {
                yield return Format(parts[i]);
            }
        }
    }

    private string Rule(object key, string wanted, Pattern body)
    {
        if (!_names.TryGetValue(key, out var name))
        {
            name = Reserve(wanted);
            _names[key] = name;
            WriteRule(name, body);
        }

        return $"<{name}>";
    }

    private string Reserve(string wanted)
    {
        var safe = new string([
            .. wanted.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'),
        ]);
        var name = safe;
        for (var number = 2; !_taken.Add(name); number++)
        {
            name = $"{safe}_{number}";
        }

        return name;
    }

    private static string Say(string word) =>
        word switch
        {
            Tokenizer.Morning => "a m",
            Tokenizer.Afternoon => "p m",
            _ => word,
        };
}
