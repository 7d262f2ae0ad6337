using System.Text;

namespace VoiceAgent.Tts;

/// <summary>
/// Removes emoji with all that belongs to them: joined sequences, skin tones, flags, keycaps. Digits stay ("1️⃣" is "1"), and so
/// do signs such as © and ™ unless they ask to be shown as emoji.
/// </summary>
/// <remarks>Ranges after Unicode's emoji-data and emoji-sequences (UTS 51).</remarks>
public sealed class EmojiFilter : ISpeechTextFilter
{
    private const int ZeroWidthJoiner = 0x200D;
    private const int EmojiStyle = 0xFE0F;

    /// <inheritdoc />
    public string Filter(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u2000', '\uFFFF'))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        var isAfterEmoji = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsEmoji(rune.Value) || (rune.Value == EmojiStyle && RemoveSign(kept)))
            {
                isAfterEmoji = true;
            }
            else if (!IsAttachment(rune.Value, isAfterEmoji))
            {
                Append(kept, rune, isAfterEmoji);
                isAfterEmoji = false;
            }
        }

        return kept.ToString();
    }

    /// <inheritdoc />
    public void Reset() { }

    // "Great 🎉!" leaves no space before the mark, "yes👍no" gets one.
    private static void Append(StringBuilder kept, Rune rune, bool isAfterEmoji)
    {
        if (isAfterEmoji && kept.Length > 0)
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsPunctuation(rune))
            {
                while (kept.Length > 0 && char.IsWhiteSpace(kept[^1]))
                {
                    kept.Length--;
                }
            }
            else if (!char.IsWhiteSpace(kept[^1]))
            {
                kept.Append(' ');
            }
        }

        kept.Append(rune);
    }

    // A sign such as ☎ or ©, known to be an emoji only by the selector behind it. Keycaps begin with a plain character: it stays.
    private static bool RemoveSign(StringBuilder kept)
    {
        if (kept.Length == 0 || kept[^1] < '\u00A9' || (char.IsLetterOrDigit(kept[^1]) && kept[^1] != 'ℹ'))
        {
            return false;
        }

        kept.Length--;
        return true;
    }

    private static bool IsEmoji(int rune) =>
        rune
            is (>= 0x1F000 and <= 0x1FAFF) // pictures, flags' letters, skin tones
                or (>= 0x2600 and <= 0x2775) // symbols and dingbats, up to the circled digits
                or (>= 0x2794 and <= 0x27BF)
                or 0x231A
                or 0x231B
                or 0x2328
                or 0x23CF
                or (>= 0x23E9 and <= 0x23FA) // clocks and player signs
                or 0x2B1B
                or 0x2B1C
                or 0x2B50
                or 0x2B55;

    private static bool IsAttachment(int rune, bool isAfterEmoji) =>
        rune is EmojiStyle or 0xFE0E or 0x20E3 or (>= 0xE0020 and <= 0xE007F)
        || (rune == ZeroWidthJoiner && isAfterEmoji);
}
