using System.Text;
using VoiceAgent.Errors;

namespace VoiceAgent.Providers.Scripted.Templates;

/// <summary>Reads templates. A backslash makes the character after it plain.</summary>
internal sealed class TemplateParser
{
    private readonly string _text;
    private readonly Func<string, VoiceAgentException> _error;
    private int _at;

    private TemplateParser(string text, Func<string, VoiceAgentException> error)
    {
        _text = text;
        _error = error;
    }

    /// <summary>Reads one text; <paramref name="error"/> makes an error that tells where it stands.</summary>
    public static Template Parse(string text, Func<string, VoiceAgentException> error)
    {
        var parser = new TemplateParser(text, error);
        return new Template(parser.ReadParts(inOptional: false));
    }

    private List<TemplatePart> ReadParts(bool inOptional)
    {
        var parts = new List<TemplatePart>();
        var plain = new StringBuilder();
        while (_at < _text.Length)
        {
            var character = _text[_at++];
            switch (character)
            {
                case '\\' when _at < _text.Length:
                    plain.Append(_text[_at++]);
                    break;
                case '{':
                    Flush(plain, parts);
                    parts.Add(ReadValue());
                    break;
                case '[' when !inOptional:
                    Flush(plain, parts);
                    parts.Add(new OptionalPart(ReadParts(inOptional: true)));
                    break;
                case ']' when inOptional:
                    Flush(plain, parts);
                    return parts;
                case '[' or ']' or '}':
                    throw _error(
                        $"'{character}' at character {_at} has no partner; write '\\{character}' for the character itself"
                    );
                default:
                    plain.Append(character);
                    break;
            }
        }

        Flush(plain, parts);
        return inOptional ? throw _error("'[' is never closed with ']'") : parts;
    }

    private ValuePart ReadValue()
    {
        var end = _text.IndexOf('}', _at);
        if (end < 0)
        {
            throw _error("'{' is never closed with '}'");
        }

        var pieces = _text[_at..end].Split('|', StringSplitOptions.TrimEntries);
        _at = end + 1;
        return pieces switch
        {
            [{ Length: > 0 } name] => new ValuePart(name, null, null),
            [{ Length: > 0 } name, var one, var several] => new ValuePart(name, one, several),
            _ => throw _error("between braces stands a name, or a name and two words: {people|person|people}"),
        };
    }

    private static void Flush(StringBuilder plain, List<TemplatePart> parts)
    {
        if (plain.Length > 0)
        {
            parts.Add(new TextPart(plain.ToString()));
            plain.Clear();
        }
    }
}
