using System.Globalization;

namespace VoiceAgent.Providers.Scripted.Words;

/// <summary>English numbers: words to values and back.</summary>
internal static class NumberWords
{
    /// <summary>Largest whole number that is written as words; larger ones stay digits.</summary>
    public const int MaxInWords = 999_999;

    /// <summary>zero to nineteen, by value.</summary>
    public static readonly string[] Small =
    [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];

    /// <summary>twenty to ninety; the first two places are empty.</summary>
    public static readonly string[] Tens =
    [
        "",
        "",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
    ];

    private static readonly string[] SmallOrdinals =
    [
        "zeroth",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
    ];

    /// <summary>Words of a number from 0 to <see cref="MaxInWords"/>.</summary>
    public static IEnumerable<string> ToWords(int value)
    {
        if (value >= 1000)
        {
            return [.. ToWords(value / 1000), "thousand", .. value % 1000 == 0 ? [] : ToWords(value % 1000)];
        }

        if (value >= 100)
        {
            return [Small[value / 100], "hundred", .. value % 100 == 0 ? [] : ToWords(value % 100)];
        }

        return value < 20 ? [Small[value]]
            : value % 10 == 0 ? [Tens[value / 10]]
            : [Tens[value / 10], Small[value % 10]];
    }

    /// <summary>Words of an ordinal from 1 to 99: third, twenty first.</summary>
    public static string[] ToOrdinal(int value) =>
        value < 20 ? [SmallOrdinals[value]]
        : value % 10 == 0 ? [Tens[value / 10][..^1] + "ieth"]
        : [Tens[value / 10], SmallOrdinals[value % 10]];

    /// <summary>Reads an ordinal from 1 to 99, as <see cref="ToOrdinal"/> writes it.</summary>
    public static int? ParseOrdinal(ReadOnlySpan<string> words)
    {
        if (words.Length is 0 or > 2)
        {
            return null;
        }

        for (var value = 1; value < 100; value++)
        {
            if (words.SequenceEqual(ToOrdinal(value)))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>
    /// Reads a whole span as one number: <c>forty two</c>, <c>a hundred and five</c>, <c>minus three point five</c>,
    /// <c>3.5</c>. Null when the words are not a number or leave something over.
    /// </summary>
    public static double? Parse(ReadOnlySpan<string> words)
    {
        if (words.Length > 1 && words[0] is "minus" or "negative")
        {
            return -Parse(words[1..]);
        }

        if (words.Length == 1 && char.IsAsciiDigit(words[0][0]))
        {
            return double.TryParse(
                words[0],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : null;
        }

        var point = words.IndexOf("point");
        return point < 0 ? ParseWhole(words) : ParseFraction(words[..point], words[(point + 1)..]);
    }

    /// <summary>Reads a whole number from 0 to <see cref="MaxInWords"/>.</summary>
    public static int? ParseWhole(ReadOnlySpan<string> words)
    {
        var thousand = words.IndexOf("thousand");
        if (thousand < 0)
        {
            return ParseBelowThousand(words);
        }

        var high = words is ["a", "thousand", ..] ? 1 : ParseBelowThousand(words[..thousand]);
        var rest = SkipAnd(words[(thousand + 1)..]);
        var low = rest.IsEmpty ? 0 : ParseBelowThousand(rest);
        return high is > 0 ? (high * 1000) + low : null;
    }

    /// <summary>One spoken digit; "oh" is zero. Null for anything else.</summary>
    public static int? ParseDigit(string word) =>
        word is "oh" or "o" ? 0
        : Array.IndexOf(Small, word, 0, 10) is >= 0 and var digit ? digit
        : null;

    private static int? ParseBelowThousand(ReadOnlySpan<string> words)
    {
        var hundred = words.IndexOf("hundred");
        if (hundred < 0)
        {
            return ParseBelowHundred(words);
        }

        var high = words is ["a", "hundred", ..] ? 1 : ParseBelowHundred(words[..hundred]);
        var rest = SkipAnd(words[(hundred + 1)..]);
        var low = rest.IsEmpty ? 0 : ParseBelowHundred(rest);
        return high is > 0 and < 20 && hundred == 1 ? (high * 100) + low : null;
    }

    private static int? ParseBelowHundred(ReadOnlySpan<string> words)
    {
        if (words.Length == 1)
        {
            var small = Array.IndexOf(Small, words[0]);
            var tens = Array.IndexOf(Tens, words[0], 2);
            return small >= 0 ? small
                : tens >= 0 ? tens * 10
                : null;
        }

        return
            words.Length == 2
            && Array.IndexOf(Tens, words[0], 2) is >= 0 and var ten
            && Array.IndexOf(Small, words[1], 1, 9) is >= 0 and var unit
            ? (ten * 10) + unit
            : null;
    }

    private static double? ParseFraction(ReadOnlySpan<string> whole, ReadOnlySpan<string> digits)
    {
        double? value = whole.IsEmpty ? 0 : ParseWhole(whole);
        if (value is null || digits.IsEmpty || digits.Length > 6)
        {
            return null;
        }

        var scale = 0.1;
        foreach (var word in digits)
        {
            if (ParseDigit(word) is not { } digit)
            {
                return null;
            }

            value += digit * scale;
            scale /= 10;
        }

        return Math.Round(value.Value, 6);
    }

    private static ReadOnlySpan<string> SkipAnd(ReadOnlySpan<string> words) =>
        words.Length > 1 && words[0] is "and" ? words[1..] : words;
}
