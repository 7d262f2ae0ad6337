using System.Buffers;

namespace VoiceAgent.Providers.PocketSphinx.Grammars;

/// <summary>Cuts a grammar's text into tokens; comments and tags are left out.</summary>
internal static class JsgfLexer
{
    private static readonly SearchValues<char> Delimiters = SearchValues.Create(" \t\r\n\f\v;=|*+()[]<>{}/\"");

    /// <exception cref="Errors.VoiceAgentException">Something is not closed, or stands where it cannot.</exception>
    internal static List<JsgfToken> Read(string text)
    {
        var tokens = new List<JsgfToken>();
        var line = 1;
        var position = 0;
        while (position < text.Length)
        {
            var c = text[position];
            if (char.IsWhiteSpace(c) || c is '\uFEFF')
            {
                line += c is '\n' ? 1 : 0;
                position++;
                continue;
            }

            var start = position;
            if (Comment(text, position) is var commentEnd and > 0)
            {
                position = commentEnd;
            }
            else
            {
                position = Next(text, position, line, tokens);
            }

            if (position > text.Length)
            {
                throw JsgfError.At(line, "something is opened here and never closed");
            }

            line += text.AsSpan(start, position - start).Count('\n');
        }

        tokens.Add(new(JsgfTokenKind.End, "", line));
        return tokens;
    }

    /// <summary>Index behind a comment that begins here; 0 when none does.</summary>
    private static int Comment(string text, int position)
    {
        var rest = text.AsSpan(position);
        if (rest.StartsWith("//"))
        {
            var end = rest.IndexOf('\n');
            return end < 0 ? text.Length : position + end;
        }

        return rest.StartsWith("/*") ? Behind(text, position + 2, "*/") : 0;
    }

    /// <summary>Adds the token that begins here, if it is one; returns the index behind it.</summary>
    private static int Next(string text, int position, int line, List<JsgfToken> tokens)
    {
        int end;
        switch (text[position])
        {
            case '<':
                end = Behind(text, position + 1, ">");
                Add(JsgfTokenKind.Rule, position + 1, end - 1);
                return end;
            case '/':
                end = Behind(text, position + 1, "/");
                Add(JsgfTokenKind.Weight, position + 1, end - 1);
                return end;
            case '"':
                end = Behind(text, position + 1, "\"");
                Add(JsgfTokenKind.Word, position + 1, end - 1);
                return end;
            case '{':
                return BehindTag(text, position + 1);
            case ';' or '=' or '|' or '*' or '+' or '(' or ')' or '[' or ']':
                Add(JsgfTokenKind.Symbol, position, position + 1);
                return position + 1;
            case '>' or '}':
                throw JsgfError.At(line, $"'{text[position]}' closes nothing");
            default:
                var length = text.AsSpan(position).IndexOfAny(Delimiters);
                end = length < 0 ? text.Length : position + length;
                Add(JsgfTokenKind.Word, position, end);
                return end;
        }

        void Add(JsgfTokenKind kind, int from, int to)
        {
            if (to <= text.Length)
            {
                tokens.Add(new(kind, text[from..to].Trim(), line));
            }
        }
    }

    private static int BehindTag(string text, int position)
    {
        while (position < text.Length && text[position] is not '}')
        {
            position += text[position] is '\\' ? 2 : 1;
        }

        return position + 1;
    }

    /// <summary>Index behind the next <paramref name="closing"/>; beyond the text when there is none.</summary>
    private static int Behind(string text, int position, string closing)
    {
        var found = text.IndexOf(closing, position, StringComparison.Ordinal);
        return found < 0 ? text.Length + 1 : found + closing.Length;
    }
}
