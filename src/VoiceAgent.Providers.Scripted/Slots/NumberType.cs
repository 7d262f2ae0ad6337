using System.Globalization;
using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Slots;

/// <summary>
/// A number, a whole one when a range is given. The grammar listens for the range, or for 0 to 999 and whole thousands;
/// text may also hold larger, negative and decimal numbers.
/// </summary>
internal sealed class NumberType(int? min, int? max)
    : SlotType(
        min is null ? "number" : string.Create(CultureInfo.InvariantCulture, $"number {min}..{max}"),
        maxWords: 12
    )
{
    private const string Digits = "one | two | three | four | five | six | seven | eight | nine";
    private const string FreeGrammar = "<below-hundred> | (a | <digit>) (hundred [[and] <below-hundred>] | thousand)";

    private readonly Lazy<Pattern> _grammar = new(() => BuildGrammar(min, max));

    /// <inheritdoc/>
    public override Pattern Grammar => _grammar.Value;

    /// <inheritdoc/>
    public override bool MayBeBare => true;

    /// <inheritdoc/>
    public override SlotValue? Parse(ReadOnlySpan<string> words, DateTimeOffset now)
    {
        if (NumberWords.Parse(words) is not { } number)
        {
            return null;
        }

        if (min is not null && !double.IsInteger(number))
        {
            return null;
        }

        object value = double.IsInteger(number) && Math.Abs(number) < 1e15 ? (object)(long)number : number;
        return new SlotValue(value, number.ToString(CultureInfo.InvariantCulture))
        {
            Strength = SlotStrength.Bare,
            Refused = number < min || number > max,
        };
    }

    private static Pattern BuildGrammar(int? min, int? max)
    {
        var digit = new NamedPattern("digit", PatternParser.ParseBuiltIn(Digits));
        var belowHundred = new NamedPattern("below-hundred", Range(0, 99, digit));
        if (min is null)
        {
            return PatternParser.ParseBuiltIn(FreeGrammar, digit, belowHundred);
        }

        var choices = new List<Pattern>();
        if (min < 100)
        {
            choices.Add(
                min == 0 && max >= 99 ? belowHundred : Range(Math.Max(0, min.Value), Math.Min(99, max!.Value), digit)
            );
        }

        if (max >= 100)
        {
            // Listens for every hundred: what lies outside the range is refused when it is read.
            choices.Add(
                max < 200
                    ? PatternParser.ParseBuiltIn("(a | one) hundred [[and] <below-hundred>]", belowHundred)
                    : PatternParser.ParseBuiltIn(FreeGrammar, digit, belowHundred)
            );
        }

        return choices.Count == 1 ? choices[0] : new ChoicePattern([.. choices]);
    }

    private static Pattern Range(int min, int max, NamedPattern digit)
    {
        var phrases = new List<string>();
        var wholeTens = new List<string>();
        for (var value = min; value <= max; value++)
        {
            if (value >= 20 && value % 10 == 0 && value + 9 <= max)
            {
                wholeTens.Add(NumberWords.Tens[value / 10]);
                value += 9;
            }
            else
            {
                phrases.Add(string.Join(' ', NumberWords.ToWords(value)));
            }
        }

        if (wholeTens.Count > 0)
        {
            phrases.Add($"({string.Join(" | ", wholeTens)}) [<digit>]");
        }

        return PatternParser.ParseBuiltIn(string.Join(" | ", phrases), digit);
    }
}
