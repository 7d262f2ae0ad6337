using System.Globalization;
using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Slots;

/// <summary>
/// A day, "2026-03-14" for tools. A weekday is the next one after today; a day of a month is the next one from today on.
/// Written dates are ISO 8601: 3/14 means different days to different people.
/// </summary>
internal sealed class DateType() : SlotType("date", maxWords: 6)
{
    private const string Spoken =
        "today | tonight | tomorrow | [the] day after tomorrow | [this | next] <weekday>"
        + " | <month> [the] <day-of-month> | [the] <day-of-month> of <month>";

    private static readonly string[] Weekdays = Enum.GetNames<DayOfWeek>()
        .Select(name => name.ToLowerInvariant())
        .ToArray();

    private static readonly string[] Months = CultureInfo
        .InvariantCulture.DateTimeFormat.MonthNames.Take(12)
        .Select(name => name.ToLowerInvariant())
        .ToArray();

    /// <inheritdoc/>
    public override Pattern Grammar { get; } =
        PatternParser.ParseBuiltIn(
            Spoken,
            Named("weekday", string.Join(" | ", Weekdays)),
            Named("month", string.Join(" | ", Months)),
            Named(
                "day-of-month",
                string.Join(" | ", Enumerable.Range(1, 31).Select(day => string.Join(' ', NumberWords.ToOrdinal(day))))
            )
        );

    /// <inheritdoc/>
    public override SlotValue? Parse(ReadOnlySpan<string> words, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.DateTime);
        return Read(words, today) is { } date
            ? new SlotValue(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Say(date, today))
            : null;
    }

    /// <summary>A date for replies: today, tomorrow, or weekday, month and day.</summary>
    public static string Say(DateOnly date, DateOnly today) =>
        (date.DayNumber - today.DayNumber) switch
        {
            0 => "today",
            1 => "tomorrow",
            _ => date.ToString("dddd, MMMM d", CultureInfo.InvariantCulture) + Suffix(date.Day),
        };

    private static NamedPattern Named(string name, string pattern) => new(name, PatternParser.ParseBuiltIn(pattern));

    private static string Suffix(int day) =>
        day switch
        {
            1 or 21 or 31 => "st",
            2 or 22 => "nd",
            3 or 23 => "rd",
            _ => "th",
        };

    private static DateOnly? Read(ReadOnlySpan<string> words, DateOnly today)
    {
        switch (words)
        {
            case ["today"] or ["tonight"]:
                return today;
            case ["tomorrow"]:
                return today.AddDays(1);
            case ["day", "after", "tomorrow"] or ["the", "day", "after", "tomorrow"]:
                return today.AddDays(2);
            case ["in", .. var count, "days" or "day"] when NumberWords.ParseWhole(count) is <= 366 and var days:
                return today.AddDays(days);
            case ["this" or "next", .. var named]:
                return Weekday(named, today);
            case [var iso]
                when DateOnly.TryParseExact(
                    iso,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var date
                ):
                return date;
        }

        return Weekday(words, today) ?? DayOfMonth(words, today);
    }

    private static DateOnly? Weekday(ReadOnlySpan<string> words, DateOnly today)
    {
        var index = words.Length == 1 ? Array.IndexOf(Weekdays, words[0]) : -1;
        return index < 0 ? null : today.AddDays(((index - (int)today.DayOfWeek + 6) % 7) + 1);
    }

    private static DateOnly? DayOfMonth(ReadOnlySpan<string> words, DateOnly today)
    {
        var text = words is ["the", ..] ? words[1..] : words;
        if (text.Length < 2)
        {
            return null;
        }

        // "march third", "march the third", "third of march", "third march"
        var first = Array.IndexOf(Months, text[0]) + 1;
        var index = first > 0 ? first : Array.IndexOf(Months, text[^1]) + 1;
        var day = first > 0 ? text[1..] : text[..^1];
        day =
            day is ["the", ..] ? day[1..]
            : day is [.., "of"] ? day[..^1]
            : day;
        var number = NumberWords.ParseOrdinal(day) ?? (day.IsEmpty ? null : NumberWords.ParseWhole(day));
        if (index == 0 || number is not (>= 1 and <= 31))
        {
            return null;
        }

        // February 29 may be up to eight years away.
        for (var year = today.Year; year <= Math.Min(today.Year + 8, DateOnly.MaxValue.Year); year++)
        {
            if (
                number <= DateTime.DaysInMonth(year, index)
                && new DateOnly(year, index, number.Value) is var date
                && date >= today
            )
            {
                return date;
            }
        }

        return null;
    }
}
