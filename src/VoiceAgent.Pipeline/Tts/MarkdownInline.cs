using System.Text;

namespace VoiceAgent.Tts;

/// <summary>Reads the text of a line of Markdown without its marks, in one pass.</summary>
internal static class MarkdownInline
{
    private const int MaxDepth = 4;

    /// <summary>Appends what is spoken of the text.</summary>
    public static void Append(StringBuilder spoken, ReadOnlySpan<char> text, int depth = 0)
    {
        for (var at = 0; at < text.Length; )
        {
            var rest = text[at..];
            at += rest[0] switch
            {
                '\\' when rest.Length > 1 && char.IsAscii(rest[1]) && !char.IsLetterOrDigit(rest[1]) => Keep(
                    spoken,
                    rest[1],
                    2
                ),
                '`' => 1,
                '~' when rest.StartsWith("~~") => 2,
                '*' or '_' => Emphasis(spoken, text, at),
                '!' when rest.StartsWith("![") => 1,
                '[' when depth < MaxDepth => Link(spoken, rest, depth),
                ']' when rest.StartsWith("](") => LengthOfTarget(rest[1..]) + 1,
                '<' => Tag(spoken, rest),
                'h' when rest.StartsWith("https://") => 8,
                'h' when rest.StartsWith("http://") => 7,
                var c => Keep(spoken, c, 1),
            };
        }
    }

    private static int Keep(StringBuilder spoken, char c, int length)
    {
        spoken.Append(c);
        return length;
    }

    private static int Emphasis(StringBuilder spoken, ReadOnlySpan<char> text, int at)
    {
        var mark = text[at];
        var length = text[at..].IndexOfAnyExcept(mark) is var run and >= 0 ? run : text.Length - at;
        var before = at > 0 ? text[at - 1] : ' ';
        var after = at + length < text.Length ? text[at + length] : ' ';
        var isLoose = char.IsWhiteSpace(before) && char.IsWhiteSpace(after);
        var isInside =
            mark == '_'
                ? char.IsLetterOrDigit(before) && char.IsLetterOrDigit(after)
                : char.IsDigit(before) && char.IsDigit(after);

        // "2 * 3" and "snake_case" are no emphasis.
        if ((isLoose || isInside) && length == 1)
        {
            spoken.Append(mark);
        }

        return length;
    }

    private static int Link(StringBuilder spoken, ReadOnlySpan<char> rest, int depth)
    {
        var end = LengthOfBrackets(rest);
        if (end == 0)
        {
            // The rest of it is in the next piece.
            return 1;
        }

        if (rest[1] == '^')
        {
            // A footnote.
            return end;
        }

        var target = rest[end..];
        var targetLength =
            target.StartsWith('(') ? LengthOfTarget(target)
            : target.StartsWith('[') ? LengthOfBrackets(target)
            : 0;
        if (targetLength == 0)
        {
            spoken.Append('[');
            return 1;
        }

        Append(spoken, rest[1..(end - 1)], depth + 1);
        return end + targetLength;
    }

    /// <summary>Length of <c>[...]</c> with what is nested in it; 0 when it does not end.</summary>
    private static int LengthOfBrackets(ReadOnlySpan<char> rest) => LengthOfPair(rest, '[', ']');

    /// <summary>Length of <c>(...)</c> behind a link's text; up to white space when it does not end.</summary>
    private static int LengthOfTarget(ReadOnlySpan<char> rest)
    {
        var length = LengthOfPair(rest, '(', ')');
        var word = rest.IndexOfAny(' ', '\t');
        return length > 0 ? length
            : word > 0 ? word
            : rest.Length;
    }

    private static int LengthOfPair(ReadOnlySpan<char> rest, char open, char close)
    {
        var depth = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            depth +=
                rest[i] == open ? 1
                : rest[i] == close ? -1
                : 0;
            if (depth == 0)
            {
                return i + 1;
            }
        }

        return 0;
    }

    private static int Tag(StringBuilder spoken, ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf('>');
        var isTag = end > 1 && (char.IsAsciiLetter(rest[1]) || rest[1] == '/');
        if (!isTag)
        {
            return Keep(spoken, '<', 1);
        }

        // <https://example.com> and <me@example.com> are links; line breaks part words.
        var inner = rest[1..end];
        if (inner.Contains("://", StringComparison.Ordinal) || inner.Contains('@'))
        {
            Append(spoken, inner, MaxDepth);
        }
        else if (inner.StartsWith("br", StringComparison.OrdinalIgnoreCase))
        {
            spoken.Append(' ');
        }

        return end + 1;
    }
}
