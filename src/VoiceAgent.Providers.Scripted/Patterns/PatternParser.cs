using VoiceAgent.Errors;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Patterns;

/// <summary>
/// Reads the pattern language: words, <c>[optional]</c>, <c>(one | other)</c>, <c>{slot}</c>, <c>&lt;phrase&gt;</c>,
/// <c>...</c> for the details of a form, and <c>+</c> after a part that may be repeated.
/// </summary>
internal sealed class PatternParser
{
    private const int MaxDepth = 32;
    private const string Special = "()[]{}<>|+";

    private readonly string _text;
    private readonly IPatternScope _scope;
    private int _at;
    private int _depth;

    private PatternParser(string text, IPatternScope scope)
    {
        _text = text;
        _scope = scope;
    }

    /// <summary>Reads a pattern of an agent file.</summary>
    public static Pattern Parse(string text, IPatternScope scope)
    {
        var parser = new PatternParser(text, scope);
        var pattern = parser.ReadChoice();
        return parser._at == text.Length ? pattern : throw parser.Unexpected();
    }

    /// <summary>Reads a pattern of this library, with the phrases it may name.</summary>
    public static Pattern ParseBuiltIn(string text, params NamedPattern[] phrases) =>
        Parse(text, new BuiltInScope(phrases));

    private Pattern ReadChoice()
    {
        if (++_depth > MaxDepth)
        {
            throw _scope.Error($"brackets are nested more than {MaxDepth} deep; move the inner part into a phrase");
        }

        var choices = new List<Pattern> { ReadSequence() };
        while (TryTake('|'))
        {
            choices.Add(ReadSequence());
        }

        _depth--;
        return choices.Count == 1 ? choices[0] : new ChoicePattern(choices);
    }

    private Pattern ReadSequence()
    {
        var parts = new List<Pattern>();
        while (ReadPart() is { } part)
        {
            parts.Add(part);
        }

        return parts.Count switch
        {
            0 => throw _scope.Error($"{Position()} a word, slot or bracket is missing"),
            1 => parts[0],
            _ => new SequencePattern(parts),
        };
    }

    private Pattern? ReadPart()
    {
        SkipSpaces();
        if (_at == _text.Length)
        {
            return null;
        }

        Pattern part;
        switch (_text[_at])
        {
            case '(':
                part = ReadBracket(')');
                break;
            case '[':
                part = new OptionalPattern(ReadBracket(']'));
                break;
            case '{':
                part = _scope.Slot(ReadName('}'));
                break;
            case '<':
                part = _scope.Phrase(ReadName('>'));
                break;
            case '|' or ')' or ']' or '}' or '>' or '+':
                return null;
            default:
                part = ReadWords();
                break;
        }

        if (!TryTake('+'))
        {
            return part;
        }

        return part is OptionalPattern optional
            ? new OptionalPattern(new RepeatPattern(optional.Inner))
            : new RepeatPattern(part);
    }

    private Pattern ReadBracket(char close)
    {
        var open = _text[_at++];
        var inner = ReadChoice();
        return TryTake(close) ? inner
            : _at == _text.Length ? throw _scope.Error($"'{open}' is never closed with '{close}'")
            : throw Unexpected();
    }

    private string ReadName(char close)
    {
        var open = _text[_at];
        var end = _text.IndexOf(close, _at);
        if (end < 0)
        {
            throw _scope.Error($"'{open}' is never closed with '{close}'");
        }

        var name = _text[(_at + 1)..end].Trim();
        _at = end + 1;
        return name;
    }

    private Pattern ReadWords()
    {
        var start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && !Special.Contains(_text[_at]))
        {
            _at++;
        }

        var raw = _text[start.._at];
        if (raw == "...")
        {
            return _scope.Details();
        }

        var words = Tokenizer.Split(raw);
        return words.Count switch
        {
            0 => throw _scope.Error(
                $"'{raw}' is not a word people can say; leave it out (hesitations are ignored anyway)"
            ),
            1 => new WordPattern(words[0]),
            _ => new SequencePattern([.. words.Select(word => new WordPattern(word))]),
        };
    }

    private bool TryTake(char expected)
    {
        SkipSpaces();
        if (_at == _text.Length || _text[_at] != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private VoiceAgentException Unexpected() => _scope.Error($"{Position()} '{_text[_at]}' is not expected here");

    private string Position() => $"at character {_at + 1} of the pattern";

    private sealed class BuiltInScope(NamedPattern[] phrases) : IPatternScope
    {
        public Pattern Phrase(string name) => Array.Find(phrases, phrase => phrase.Name == name) ?? throw Error(name);

        public Pattern Slot(string text) => throw Error(text);

        public Pattern Details() => throw Error("...");

        public VoiceAgentException Error(string message) => new(ErrorCodes.Internal, $"built-in pattern: {message}");
    }
}
