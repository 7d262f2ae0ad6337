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
    private const string Sometimes = "0.2";
    private const string Mostly = "0.8";
    private const int MostRepeated = 4;

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
            .Utterances.GroupBy(utterance => (utterance.Target, IsAnswer(utterance)))
            .Select(group =>
                writer.WriteTarget(agent, group.Key.Target, group.Key.Item2, [.. group.Select(part => part.Pattern)])
            )
            .ToList();
        return $"#JSGF V1.0;\ngrammar {root};\n\npublic <{root}> = {writer.Polite(agent.Before)} (\n    {string.Join("\n  | ", targets)}\n) {writer.Polite(agent.After)};\n\n{writer._rules}";
    }

    private static bool IsAnswer(Utterance utterance) =>
        utterance.Kind is UtteranceKind.Answer or UtteranceKind.Correct;

    /// <summary>Polite words are rarer than none; without a weight they would be heard in every breath.</summary>
    private string Polite(RepeatPattern? words) =>
        words is null ? "" : $"(/{Sometimes}/ {Format(words.Inner)} | /{Mostly}/ <NULL>)";

    private string WriteTarget(AgentDefinition agent, string target, bool isAnswer, IReadOnlyList<Pattern> patterns)
    {
        var name = Reserve(isAnswer ? $"{target}-answer" : target);
        var bare = isAnswer
            ? patterns
                .SelectMany(PatternContents.Nodes)
                .OfType<SlotPattern>()
                .Where(slot => slot.Type.MayBeBare)
                .DistinctBy(slot => slot.Type)
            : [];
        WriteRule(name, new ChoicePattern([.. patterns, .. bare]));
        return $"/{agent.WeightOf(target)}/ <{name}>";
    }

    private void WriteRule(string name, Pattern body)
    {
        AppendRule(name, string.Join("\n  | ", Alternatives(body)));
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
            RepeatPattern repeat => Repeated(repeat),
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

    /// <summary>
    /// A chain of rules, each of which may go on with the next. The plus sign of the format would do, but decoders then copy what is
    /// repeated, and make going on as likely as stopping; a rule that ends in itself is not known to all of them.
    /// </summary>
    private string Repeated(RepeatPattern repeat)
    {
        if (!_names.TryGetValue(repeat, out var name))
        {
            var once = Format(repeat.Inner);
            for (var left = 0; left < MostRepeated; left++)
            {
                var next = name is null ? "" : $" (/{Sometimes}/ <{name}> | /{Mostly}/ <NULL>)";
                name = Reserve(repeat.Inner is NamedPattern named ? $"{named.Name}s" : "repeated");
                AppendRule(name, once + next);
            }

            _names[repeat] = name!;
        }

        return $"<{name}>";
    }

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
