using System.Globalization;
using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Slots;

/// <summary>
/// A time of day, "14:30" for tools. Without am or pm, one to six is in the afternoon and seven to twelve as it stands.
/// The grammar listens for steps of five minutes; text may hold any minute.
/// </summary>
internal sealed class TimeType() : SlotType("time", maxWords: 8)
{
    private const string Hours = "one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve";

    private const string PlainTimes =
        "<hour> <minutes> [<half-of-day>] | <hour> o'clock [<half-of-day>] | <hour> <half-of-day>"
        + " | (half | quarter | a quarter | five | ten | twenty | twenty five) past <hour> [<half-of-day>]"
        + " | (quarter | a quarter | five | ten | twenty | twenty five) to <hour> [<half-of-day>]"
        + " | noon | midnight";

    private static readonly NamedPattern Hour = Named("hour", Hours);

    /// <inheritdoc/>
    public override bool MayBeBare => true;

    /// <inheritdoc/>
    public override NamedPattern Plain { get; } =
        Named(
            "clock-time",
            PlainTimes,
            Hour,
            Named("minutes", "oh five | ten | fifteen | (twenty | thirty | forty | fifty) [five]"),
            Named("half-of-day", "a.m. | p.m. | in the (morning | afternoon | evening)")
        );

    /// <inheritdoc/>
    public override Pattern Grammar => new ChoicePattern([Plain, Hour]);

    /// <inheritdoc/>
    public override SlotValue? Parse(ReadOnlySpan<string> words, DateTimeOffset now)
    {
        var clock = TrimHalfOfDay(words, out var afternoon);
        if (clock.IsEmpty || ReadClock(clock, out var bare) is not var (hour, minute) || minute > 59)
        {
            return null;
        }

        if (hour is < 0 or > 24 || (hour == 24 && minute > 0) || (afternoon is not null && hour is 0 or > 12))
        {
            return null;
        }

        hour = afternoon switch
        {
            true => (hour % 12) + 12,
            false => hour % 12,
            null when hour is >= 1 and <= 6 && !IsTwentyFourHour(clock[0]) => hour + 12,
            null => hour % 24,
        };
        var time = new TimeOnly(hour, minute);
        return new SlotValue(time.ToString("HH:mm", CultureInfo.InvariantCulture), Say(time))
        {
            Strength = bare && afternoon is null ? SlotStrength.Bare : SlotStrength.Plain,
        };
    }

    private static NamedPattern Named(string name, string pattern, params NamedPattern[] phrases) =>
        new(name, PatternParser.ParseBuiltIn(pattern, phrases));

    private static string Say(TimeOnly time) => time.ToString("h:mm tt", CultureInfo.InvariantCulture);

    private static bool IsTwentyFourHour(string word) => word.Length == 5 && word[0] == '0' && word[2] == ':';

    private static ReadOnlySpan<string> TrimHalfOfDay(ReadOnlySpan<string> words, out bool? afternoon)
    {
        (afternoon, var length) = words switch
        {
            [.., Tokenizer.Morning] => (false, 1),
            [.., Tokenizer.Afternoon] => (true, 1),
            [.., "in", "the", "morning"] => (false, 3),
            [.., "in", "the", "afternoon" or "evening"] => (true, 3),
            [.., "at", "night"] => (true, 2),
            _ => ((bool?)null, 0),
        };
        return words[..^length];
    }

    private static (int Hour, int Minute)? ReadClock(ReadOnlySpan<string> words, out bool bare)
    {
        bare = false;
        switch (words)
        {
            case ["noon"] or ["midday"]:
                return (12, 0);
            case ["midnight"]:
                return (24, 0);
            case [var digits] when ReadDigits(digits) is { } written:
                return written;
            case [.. var hour, "o'clock"]:
                return FullHour(hour);
            case [.. var hour, "hundred", "hours"]:
                return FullHour(hour);
            case [.. var hour, "hundred"]:
                // Below ten it is a number like any other.
                return FullHour(hour) is var (full, _) && full >= 10 ? (full, 0) : null;
        }

        if (words.IndexOf("past") is > 0 and var past)
        {
            return Relative(words[..past], words[(past + 1)..], 1);
        }

        if (words.IndexOf("to") is > 0 and var to)
        {
            return Relative(words[..to], words[(to + 1)..], -1);
        }

        // Hours have one word, or two above twenty: "two thirty", "twenty one fifteen".
        for (var length = Math.Min(2, words.Length - 1); length > 0; length--)
        {
            if (NumberWords.ParseWhole(words[..length]) is { } hour && Minute(words[length..]) is { } minute)
            {
                return (hour, minute);
            }
        }

        bare = true;
        return FullHour(words);
    }

    private static (int Hour, int Minute)? FullHour(ReadOnlySpan<string> words) =>
        NumberWords.ParseWhole(words) is { } hour ? (hour, 0) : null;

    private static (int Hour, int Minute)? ReadDigits(string word)
    {
        var separator = word.AsSpan().IndexOfAny(':', '.');
        return
            separator is 1 or 2
            && word.Length == separator + 3
            && int.TryParse(word.AsSpan(0, separator), NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            && int.TryParse(word.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var minute)
            ? (hour, minute)
            : null;
    }

    private static (int Hour, int Minute)? Relative(
        ReadOnlySpan<string> distance,
        ReadOnlySpan<string> hourWords,
        int sign
    )
    {
        var minutes = distance switch
        {
            ["half"] => 30,
            ["quarter"] or ["a", "quarter"] => 15,
            [.. var number, "minutes"] => NumberWords.ParseWhole(number),
            _ => NumberWords.ParseWhole(distance),
        };
        if (minutes is not (> 0 and < 60) || NumberWords.ParseWhole(hourWords) is not { } hour || hour is < 1 or > 12)
        {
            return null;
        }

        return sign > 0 ? (hour, minutes.Value) : (hour == 1 ? 12 : hour - 1, 60 - minutes.Value);
    }

    private static int? Minute(ReadOnlySpan<string> words) =>
        words is ["oh" or "zero", var digit] ? NumberWords.ParseDigit(digit)
        : NumberWords.ParseWhole(words) is >= 10 and <= 59 and var minute ? minute
        : null;
}
