namespace VoiceAgent.Text;

/// <summary>What the rest of the library needs to know about written words, in scripts with and without spaces.</summary>
internal static class SpokenText
{
    /// <summary>True for characters of scripts that put no space between words: Chinese and Japanese, with their punctuation.</summary>
    public static bool IsUnspaced(char c) =>
        c
            is (>= '\u2E80' and <= '\u9FFF') // radicals, punctuation, kana, ideographs
                or (>= '\uF900' and <= '\uFAFF') // compatibility ideographs
                or (>= '\uFE30' and <= '\uFE4F') // compatibility forms
                or (>= '\uFF01' and <= '\uFF60') // full-width forms
                or (>= '\uD840' and <= '\uD888'); // first halves of the ideographs beyond the basic plane

    /// <summary>
    /// Words in a text: runs between white space that hold a letter or a digit. Where a script has no spaces, two characters
    /// count as a word, rounded up.
    /// </summary>
    public static int CountWords(ReadOnlySpan<char> text)
    {
        var (words, unspaced, inWord) = (0, 0, false);
        foreach (var c in text)
        {
            if (IsUnspaced(c))
            {
                unspaced += char.IsLetterOrDigit(c) || char.IsSurrogate(c) ? 1 : 0;
                inWord = false;
            }
            else if (char.IsWhiteSpace(c))
            {
                inWord = false;
            }
            else if (!inWord && char.IsLetterOrDigit(c))
            {
                inWord = true;
                words++;
            }
        }

        return words + ((unspaced + 1) / 2);
    }

    /// <summary>True when both begin with the same word (or character, without spaces), however it is written.</summary>
    public static bool BeginAlike(ReadOnlySpan<char> first, ReadOnlySpan<char> second) =>
        FirstWord(first) is { IsEmpty: false } word
        && word.Equals(FirstWord(second), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Puts two pieces of speech behind each other: with a space between them unless one is there already, or the script
    /// has none.
    /// </summary>
    public static string Join(string first, string second)
    {
        if (first.Length == 0 || second.Length == 0)
        {
            return first.Length == 0 ? second : first;
        }

        return NeedsSpace(first[^1], second[0]) ? $"{first} {second}" : first + second;
    }

    /// <summary>True when a space belongs between two pieces that meet in these characters.</summary>
    public static bool NeedsSpace(char last, char next) =>
        !char.IsWhiteSpace(last)
        && !char.IsWhiteSpace(next)
        && !(IsUnspaced(next) && (IsUnspaced(last) || char.IsLowSurrogate(last)));

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < text.Length && !char.IsLetterOrDigit(text[start]))
        {
            start++;
        }

        var end = start;
        while (end < text.Length && char.IsLetterOrDigit(text[end]) && (end == start || !IsUnspaced(text[end])))
        {
            end++;
        }

        return text[start..end];
    }
}
