using System.Globalization;
using System.Text;

namespace VoiceAgent.Providers.PocketSphinx.Grammars;

/// <summary>
/// Writes rules as a grammar that every version of the library compiles to what the rules mean.
/// </summary>
/// <remarks>
/// The compiler of sphinxbase 5prealpha lets all alternatives of a rule share the state they begin in. A repetition that
/// begins an alternative jumps back to that state, so after <c>one+ | stop</c> it would accept "one stop". A step that says
/// nothing, put before each repetition, gives it a state of its own. That compiler also takes any one public rule where there
/// are several, and compiles on after an undefined rule; here all public rules are alternatives of one, and undefined rules
/// and recursion were refused before.
/// </remarks>
internal sealed class JsgfWriter
{
    /// <summary>Bound for the library's work and memory: words after all rules are written out where they are used.</summary>
    private const int MaximumSize = 50_000;

    private const int MaximumDepth = 256;

    private readonly IReadOnlyDictionary<string, JsgfExpansion> _rules;
    private readonly Dictionary<string, (int Number, long Size)> _written = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _words = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new("#JSGF V1.0;\ngrammar g;\n<e> = <NULL>;\n");

    private JsgfWriter(IReadOnlyDictionary<string, JsgfExpansion> rules) => _rules = rules;

    /// <returns>The grammar, and every word that can be said.</returns>
    /// <exception cref="Errors.VoiceAgentException">A rule is missing, recursive, or the grammar is too large.</exception>
    internal static (string Text, IReadOnlyCollection<string> Words) Write(
        IReadOnlyDictionary<string, JsgfExpansion> rules,
        IReadOnlyList<string> publicRules
    )
    {
        var writer = new JsgfWriter(rules);
        var top = new JsgfExpansion.Choice([
            .. publicRules.Select(rule => (1f, (JsgfExpansion)new JsgfExpansion.Reference(rule, 0))),
        ]);
        var body = new StringBuilder();
        writer.Append(body, top);
        writer._text.Append("public <top> = ").Append(body).Append(";\n");
        return writer._words.Count > 0
            ? (writer._text.ToString(), writer._words)
            : throw JsgfError.Whole("it holds no word");
    }

    /// <summary>Writes a rule where it is first used, before the rule that uses it.</summary>
    private (int Number, long Size) WriteRule(JsgfExpansion.Reference reference)
    {
        if (_written.TryGetValue(reference.Rule, out var known))
        {
            return known;
        }

        if (!_rules.TryGetValue(reference.Rule, out var expansion))
        {
            throw JsgfError.At(reference.Line, $"the rule <{reference.Rule}> is not defined");
        }

        if (!_open.Add(reference.Rule))
        {
            throw JsgfError.At(reference.Line, $"the rule <{reference.Rule}> uses itself; say * or + instead");
        }

        if (_open.Count > MaximumDepth)
        {
            throw JsgfError.At(reference.Line, $"rules use each other more than {MaximumDepth} deep");
        }

        var body = new StringBuilder();
        var size = Append(body, expansion);
        known = (_written.Count, size);
        _written[reference.Rule] = known;
        _open.Remove(reference.Rule);
        _text.Append(CultureInfo.InvariantCulture, $"<r{known.Number}> = {body};\n");
        return known;
    }

    /// <summary>Writes an expansion and returns how many words it stands for when all rules are written out.</summary>
    private long Append(StringBuilder body, JsgfExpansion expansion)
    {
        var size = AppendUnchecked(body, expansion);
        return size <= MaximumSize
            ? size
            : throw JsgfError.Whole($"it stands for more than {MaximumSize} words once its rules are put together");
    }

    private long AppendUnchecked(StringBuilder body, JsgfExpansion expansion)
    {
        switch (expansion)
        {
            case JsgfExpansion.Word word:
                _words.Add(word.Text);
                body.Append(word.Text);
                return 1;
            case JsgfExpansion.Reference reference:
                var (number, size) = WriteRule(reference);
                body.Append(CultureInfo.InvariantCulture, $"<r{number}>");
                return size + 1;
            case JsgfExpansion.Sequence sequence:
                return AppendAll(body, sequence.Parts, ' ');
            case JsgfExpansion.Choice choice:
                return AppendChoice(body, choice);
            case JsgfExpansion.Optional optional:
                return AppendBetween(body, "[", optional.Part, "]");
            case JsgfExpansion.Repetition repetition:
                // The library writes the repeated part out twice.
                return 2 * AppendBetween(body, "(<e> (", repetition.Part, repetition.AtLeastOnce ? ")+)" : ")*)");
            default:
                body.Append("<e>");
                return 1;
        }
    }

    private long AppendAll(StringBuilder body, IReadOnlyList<JsgfExpansion> parts, char separator)
    {
        long size = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            body.Append(i > 0 ? separator : null);
            size += Append(body, parts[i]);
        }

        return size;
    }

    private long AppendChoice(StringBuilder body, JsgfExpansion.Choice choice)
    {
        // Weights become probabilities, and the library ends the process for one above 1: the largest is 1.
        var largest = choice.Parts.Max(part => part.Weight);
        var isWeighted = choice.Parts.Any(part => part.Weight < largest);
        long size = 0;
        body.Append('(');
        for (var i = 0; i < choice.Parts.Count; i++)
        {
            body.Append(i > 0 ? " | " : "");
            if (isWeighted)
            {
                var weight = Math.Max(choice.Parts[i].Weight / largest, 0.000001f);
                body.Append(CultureInfo.InvariantCulture, $"/{weight:0.######}/ ");
            }

            size += AppendBetween(body, "(", choice.Parts[i].Part, ")");
        }

        body.Append(')');
        return size;
    }

    private long AppendBetween(StringBuilder body, string before, JsgfExpansion part, string after)
    {
        body.Append(before);
        var size = Append(body, part);
        body.Append(after);
        return size;
    }
}
