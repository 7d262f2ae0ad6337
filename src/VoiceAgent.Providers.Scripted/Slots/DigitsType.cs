using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Slots;

/// <summary>Two or more digits read one by one, such as a code: <c>one zero oh four</c> is "1004".</summary>
internal sealed class DigitsType() : SlotType("digits", maxWords: 20)
{
    private const string Digit = "zero | oh | one | two | three | four | five | six | seven | eight | nine";

    /// <inheritdoc/>
    public override Pattern Grammar { get; } =
        PatternParser.ParseBuiltIn(
            "<spoken-digit> <spoken-digit>+",
            new NamedPattern("spoken-digit", PatternParser.ParseBuiltIn(Digit))
        );

    /// <inheritdoc/>
    public override SlotValue? Parse(ReadOnlySpan<string> words, DateTimeOffset now)
    {
        if (words.Length < 2)
        {
            return null;
        }

        Span<char> digits = stackalloc char[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (NumberWords.ParseDigit(words[i]) is not { } digit)
            {
                return null;
            }

            digits[i] = (char)('0' + digit);
        }

        var text = digits.ToString();
        return new SlotValue(text, string.Join(' ', text.AsEnumerable()));
    }
}
