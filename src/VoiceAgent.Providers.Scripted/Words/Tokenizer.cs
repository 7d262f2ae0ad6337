using System.Globalization;
using System.Text.RegularExpressions;

namespace VoiceAgent.Providers.Scripted.Words;

/// <summary>
/// Makes one form of what was recognised, what was typed and what a pattern says: lower case, no punctuation, numbers
/// as words, short forms written out, <c>2:30pm</c> as <c>2:30 pm</c>. Hesitations disappear.
/// </summary>
internal static partial class Tokenizer
{
    /// <summary>Longest utterance that is looked at, in words; the rest is cut off.</summary>
    public const int MaxWords = 64;

    /// <summary>Before noon, whether heard as "a m" or written as "am" behind a number. Plain "am" stays the verb.</summary>
    public const string Morning = "a.m.";

    /// <summary>After noon.</summary>
    public const string Afternoon = "p.m.";

    private const int MaxCharacters = 2000;

    private static readonly Dictionary<string, string[]> Replacements = new(StringComparer.Ordinal)
    {
        ["um"] = [],
        ["uh"] = [],
        ["er"] = [],
        ["erm"] = [],
        ["ah"] = [],
        ["hmm"] = [],
        ["mm"] = [],
        ["ok"] = ["okay"],
        ["alright"] = ["all", "right"],
        ["oclock"] = ["o'clock"],
        ["goodnight"] = ["good", "night"],
        ["hiya"] = ["hi"],
        ["thankyou"] = ["thank", "you"],
        ["u"] = ["you"],
        ["pls"] = ["please"],
        ["p.m"] = [Afternoon],
        ["pm"] = [Afternoon],
        ["a.m"] = [Morning],
        ["+"] = ["plus"],
        ["*"] = ["times"],
        ["x"] = ["times"],
        ["×"] = ["times"],
        ["÷"] = ["divided", "by"],
        ["/"] = ["divided", "by"],
        ["-"] = ["minus"],
        ["−"] = ["minus"],
        ["%"] = ["percent"],
        ["&"] = ["and"],
    };

    /// <summary>The words of a text, at most <see cref="MaxWords"/>.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var tokens = new List<string>();
        var plain = (text.Length > MaxCharacters ? text[..MaxCharacters] : text).Replace('’', '\'').ToLowerInvariant();
        foreach (var match in Word().EnumerateMatches(plain))
        {
            var word = plain.Substring(match.Index, match.Length);
            if (!IsSign(word) || IsArithmetic(plain, match.Index))
            {
                Add(word.Replace(",", "", StringComparison.Ordinal).Trim('\''), tokens);
            }
        }

        Join(tokens, "p", "m", Afternoon);
        Join(tokens, "a", "m", Morning);
        Join(tokens, "o", "clock", "o'clock");
        Join(tokens, "good", "bye", "goodbye");
        for (var i = 1; i < tokens.Count; i++)
        {
            tokens[i] = tokens[i] == "am" && EndsClockTime(tokens[i - 1]) ? Morning : tokens[i];
        }

        return tokens.Count > MaxWords ? tokens.GetRange(0, MaxWords) : tokens;
    }

    private static bool IsSign(string word) => word is "-" or "−" or "+" or "*" or "×" or "÷" or "/" or "x";

    /// <summary>A sign counts between two numbers, a minus also before a number; elsewhere it is punctuation or a letter.</summary>
    private static bool IsArithmetic(string text, int at)
    {
        var before = text.AsSpan(0, at).TrimEnd();
        var after = text.AsSpan(at + 1);
        return before is [.., >= '0' and <= '9']
            ? after.TrimStart() is [>= '0' and <= '9', ..]
            : text[at] is '-' or '−' && before.Length < at + (at == 0 ? 1 : 0) && after is [>= '0' and <= '9', ..];
    }

    private static void Add(string word, List<string> tokens)
    {
        if (word.Length == 0)
        {
            return;
        }

        if (
            Replacements.TryGetValue(word, out var words)
            || Contractions.Expand(word) is { } expanded && (words = expanded) is not null
        )
        {
            tokens.AddRange(words);
        }
        else if (
            Ordinal().Match(word) is { Success: true } ordinal
            && int.Parse(ordinal.Groups["place"].ValueSpan, CultureInfo.InvariantCulture) is > 0 and var place
        )
        {
            tokens.AddRange(NumberWords.ToOrdinal(place));
        }
        else if (
            int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= NumberWords.MaxInWords
        )
        {
            tokens.AddRange(NumberWords.ToWords(number));
        }
        else
        {
            tokens.Add(word);
        }
    }

    private static bool EndsClockTime(string word) =>
        word == "o'clock" || char.IsAsciiDigit(word[0]) || NumberWords.ParseWhole([word]) is not null;

    private static void Join(List<string> tokens, string first, string second, string joined)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i] == first && tokens[i + 1] == second)
            {
                tokens[i] = joined;
                tokens.RemoveAt(i + 1);
            }
        }
    }

    // In order: ISO date, clock time, decimal, ordinal, number with separators, number, dotted letters, sign, word.
    [GeneratedRegex(
        @"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}:[0-9]{2}|[0-9]+\.[0-9]+|[0-9]{1,2}(st|nd|rd|th)|[0-9]{1,3}(,[0-9]{3})+|[0-9]+"
            + @"|[ap]\.m|[-−+*×÷/%&]|[\p{L}\p{M}']+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Word();

    [GeneratedRegex(
        "^(?<place>[0-9]{1,2})(st|nd|rd|th)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Ordinal();
}
