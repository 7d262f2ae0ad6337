using System.Globalization;
using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Slots;

/// <summary>
/// A length of time in whole minutes, at most a day. As an answer a bare number counts too: up to eight are hours, from ten on minutes.
/// </summary>
internal sealed class DurationType() : SlotType("duration", maxWords: 8)
{
    private const int LongestMinutes = 24 * 60;

    private const string Spoken =
        "half an hour | half hour | (a | one) half hour | an hour [and] a half | (an | one) hour [and (a half | <minute-count> minutes)]"
        + " | <hour-count> hours [and (a half | <minute-count> minutes)] | (one | <hour-count>) and a half hours"
        + " | <minute-count> minutes | [a] quarter [of an] hour | three quarters of an hour";

    /// <inheritdoc/>
    public override Pattern Grammar { get; } =
        PatternParser.ParseBuiltIn(
            Spoken,
            new NamedPattern(
                "hour-count",
                PatternParser.ParseBuiltIn("two | three | four | five | six | seven | eight")
            ),
            new NamedPattern(
                "minute-count",
                PatternParser.ParseBuiltIn(
                    "five | ten | fifteen | (twenty | thirty | forty) [five] | fifty | sixty | ninety"
                )
            )
        );

    /// <inheritdoc/>
    public override SlotValue? Parse(ReadOnlySpan<string> words, DateTimeOffset now)
    {
        var bare = NumberWords.ParseWhole(words);
        var minutes = bare switch
        {
            >= 1 and <= 8 => bare * 60,
            >= 10 => bare,
            _ => Minutes(words),
        };
        return minutes is > 0 and <= LongestMinutes
            ? new SlotValue((long)minutes.Value, Say(minutes.Value))
            {
                Strength = bare is null ? SlotStrength.Plain : SlotStrength.AnswerOnly,
            }
            : null;
    }

    private static string Say(int minutes)
    {
        var (hours, rest) = (minutes / 60, minutes % 60);
        var hourText = hours == 1 ? "1 hour" : string.Create(CultureInfo.InvariantCulture, $"{hours} hours");
        var minuteText = rest == 1 ? "1 minute" : string.Create(CultureInfo.InvariantCulture, $"{rest} minutes");
        return hours == 0 ? minuteText
            : rest == 0 ? hourText
            : $"{hourText} and {minuteText}";
    }

    private static int? Minutes(ReadOnlySpan<string> words) =>
        words switch
        {
            ["half", "an" or "a", "hour"] or ["half", "hour"] or ["a" or "one", "half", "hour"] => 30,
            ["quarter", "hour"]
            or ["a", "quarter", "hour"]
            or ["quarter", "of", "an", "hour"]
            or ["a", "quarter", "of", "an", "hour"] => 15,
            ["three", "quarters", "of", "an", "hour"] => 45,
            [.. var hours, "and", "a", "half", "hours" or "hour"] => Add(Count(hours) * 60, 30),
            [.. var hours, "hour" or "hours", "and", "a", "half"] => Add(Count(hours) * 60, 30),
            [.. var hours, "hour" or "hours", "a", "half"] => Add(Count(hours) * 60, 30),
            [.. var minutes, "minutes" or "minute" or "mins" or "min"] => HoursAndMinutes(minutes),
            [.. var hours, "hour" or "hours" or "h"] => Hours(hours),
            _ => null,
        };

    private static int? HoursAndMinutes(ReadOnlySpan<string> words)
    {
        var split = Math.Max(words.IndexOf("hour"), words.IndexOf("hours"));
        if (split < 0)
        {
            return Count(words);
        }

        var rest = words[(split + 1)..];
        return Add(Count(words[..split]) * 60, Count(rest is ["and", ..] ? rest[1..] : rest));
    }

    private static int? Hours(ReadOnlySpan<string> words) =>
        Count(words) * 60
        ?? (
            !words.IsEmpty && NumberWords.Parse(words) is > 0 and < 25 and var hours
                ? (int)Math.Round(hours * 60)
                : null
        );

    private static int? Count(ReadOnlySpan<string> words) =>
        words is ["an"] or ["a"] ? 1
        : words.IsEmpty ? null
        : NumberWords.ParseWhole(words);

    private static int? Add(int? left, int? right) => left + right;
}
