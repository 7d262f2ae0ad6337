using System.Globalization;

namespace VoiceAgent.Providers.PocketSphinx.Grammars;

/// <summary>
/// Reads a grammar (JSpeech Grammar Format 1.0, https://www.w3.org/TR/jsgf/) by recursive descent. Nothing of the given text
/// ever reaches native code: what is understood is written anew by <see cref="WordGraph"/>.
/// </summary>
internal sealed class JsgfParser
{
    private const int MaximumDepth = 64;

    private readonly List<JsgfToken> _tokens;
    private readonly Dictionary<string, JsgfExpansion> _rules = new(StringComparer.Ordinal);
    private readonly List<string> _publicRules = [];
    private int _position;
    private int _depth;

    private JsgfParser(List<JsgfToken> tokens) => _tokens = tokens;

    private JsgfToken Current => _tokens[_position];

    /// <returns>The rules by name, and the names of the public ones.</returns>
    /// <exception cref="Errors.VoiceAgentException">The text is not a grammar.</exception>
    internal static (IReadOnlyDictionary<string, JsgfExpansion> Rules, IReadOnlyList<string> Public) Parse(string text)
    {
        var parser = new JsgfParser(JsgfLexer.Read(text));
        parser.ParseHeader();
        while (parser.Current.Kind is not JsgfTokenKind.End)
        {
            parser.ParseRule();
        }

        if (parser._publicRules.Count == 0)
        {
            throw JsgfError.Whole("no rule is public, so nothing can be said");
        }

        return (parser._rules, parser._publicRules);
    }

    private void ParseHeader()
    {
        if (!TakeKeyword("#JSGF"))
        {
            throw JsgfError.At(Current.Line, "it must begin with '#JSGF V1.0;'");
        }

        // Version, and perhaps character set and locale.
        while (Current.Kind is JsgfTokenKind.Word)
        {
            _position++;
        }

        Expect(';', "the header");
        if (!TakeKeyword("grammar") || Current.Kind is not JsgfTokenKind.Word)
        {
            throw JsgfError.At(Current.Line, "'grammar name;' is missing after the header");
        }

        _position++;
        Expect(';', "the grammar's name");
    }

    private void ParseRule()
    {
        if (Current is { Kind: JsgfTokenKind.Word, Text: "import" })
        {
            throw JsgfError.At(Current.Line, "imports are not supported; copy the rules into the grammar");
        }

        var isPublic = TakeKeyword("public");
        var name = Current;
        if (name.Kind is not JsgfTokenKind.Rule || name.Text.Length == 0 || IsSpecial(name.Text))
        {
            throw JsgfError.At(name.Line, "a rule such as '<name> = …;' is expected here");
        }

        _position++;
        Expect('=', $"<{name.Text}>");
        if (!_rules.TryAdd(name.Text, ParseChoice()))
        {
            throw JsgfError.At(name.Line, $"the rule <{name.Text}> is defined twice");
        }

        Expect(';', $"the rule <{name.Text}>");
        if (isPublic)
        {
            _publicRules.Add(name.Text);
        }
    }

    private JsgfExpansion ParseChoice()
    {
        if (++_depth > MaximumDepth)
        {
            throw JsgfError.At(Current.Line, $"brackets are nested more than {MaximumDepth} deep");
        }

        var parts = new List<(float, JsgfExpansion)>();
        do
        {
            var weight = ParseWeight();
            parts.Add((weight, ParseSequence()));
        } while (Take('|'));

        _depth--;
        return parts is [(_, var only)] ? only : new JsgfExpansion.Choice(parts);
    }

    private float ParseWeight()
    {
        var token = Current;
        if (token.Kind is not JsgfTokenKind.Weight)
        {
            return 1;
        }

        _position++;
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return
            float.TryParse(token.Text, style, CultureInfo.InvariantCulture, out var weight)
            && float.IsNormal(weight)
            && weight > 0
            ? weight
            : throw JsgfError.At(token.Line, $"/{token.Text}/ is not a weight above 0");
    }

    private JsgfExpansion ParseSequence()
    {
        var parts = new List<JsgfExpansion>();
        while (ParseItem() is { } item)
        {
            parts.Add(item);
        }

        return parts switch
        {
            [] => throw JsgfError.At(
                Current.Line,
                "a word, a rule or a bracket is expected here; <NULL> stands for nothing"
            ),
            [var only] => only,
            _ => new JsgfExpansion.Sequence(parts),
        };
    }

    private JsgfExpansion? ParseItem()
    {
        var token = Current;
        JsgfExpansion item;
        switch (token.Kind)
        {
            case JsgfTokenKind.Word:
                _position++;
                item = ParseWord(token);
                break;
            case JsgfTokenKind.Rule:
                _position++;
                item = ParseReference(token);
                break;
            case JsgfTokenKind.Symbol when Take('('):
                item = ParseChoice();
                Expect(')', "the bracket");
                break;
            case JsgfTokenKind.Symbol when Take('['):
                item = new JsgfExpansion.Optional(ParseChoice());
                Expect(']', "the bracket");
                break;
            case JsgfTokenKind.Weight:
                throw JsgfError.At(token.Line, "a weight stands only where an alternative begins");
            default:
                return null;
        }

        while (Current.Is('*') || Current.Is('+'))
        {
            item = item is JsgfExpansion.Repetition ? item : new JsgfExpansion.Repetition(item, Current.Is('+'));
            _position++;
        }

        return item;
    }

    private static JsgfExpansion ParseWord(JsgfToken token)
    {
        var words = token.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => new JsgfExpansion.Nothing(),
            [var only] => new JsgfExpansion.Word(only.ToLowerInvariant()),
            _ => new JsgfExpansion.Sequence([.. words.Select(word => new JsgfExpansion.Word(word.ToLowerInvariant()))]),
        };
    }

    private static JsgfExpansion ParseReference(JsgfToken token) =>
        token.Text switch
        {
            "NULL" => new JsgfExpansion.Nothing(),
            "VOID" => throw JsgfError.At(token.Line, "<VOID> is not supported; leave the alternative out"),
            _ => new JsgfExpansion.Reference(token.Text, token.Line),
        };

    private static bool IsSpecial(string rule) => rule is "NULL" or "VOID";

    private bool TakeKeyword(string keyword)
    {
        var found = Current.Kind is JsgfTokenKind.Word && Current.Text == keyword;
        _position += found ? 1 : 0;
        return found;
    }

    private bool Take(char symbol)
    {
        var found = Current.Is(symbol);
        _position += found ? 1 : 0;
        return found;
    }

    private void Expect(char symbol, string after)
    {
        if (!Take(symbol))
        {
            throw JsgfError.At(Current.Line, $"'{symbol}' is missing after {after}");
        }
    }
}
