using System.Text;

namespace VoiceAgent.Tts;

/// <summary>Runs a piece of an answer through all filters and tidies what is left. Not thread-safe.</summary>
/// <param name="filters">Applied in this order.</param>
public sealed class SpeechTextCleaner(params IEnumerable<ISpeechTextFilter> filters)
{
    private readonly ISpeechTextFilter[] _filters = [.. filters];

    /// <summary>A cleaner that removes Markdown and emoji.</summary>
    public static SpeechTextCleaner CreateDefault() => new(new MarkdownFilter(), new EmojiFilter());

    /// <summary>Cleans the next piece of an answer.</summary>
    /// <returns>One line without white space around it; empty when there is nothing in it to speak, so it is to be skipped.</returns>
    public string Clean(string piece)
    {
        foreach (var filter in _filters)
        {
            piece = filter.Filter(piece);
        }

        return Tidy(piece);
    }

    /// <summary>The answer is over or was cut off.</summary>
    public void Reset()
    {
        foreach (var filter in _filters)
        {
            filter.Reset();
        }
    }

    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        var (hasSpeech, isSpace) = (false, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                isSpace = tidy.Length > 0;
            }
            else if (!Rune.IsControl(rune) && !IsInvisible(rune) && rune != Rune.ReplacementChar)
            {
                tidy.Append(isSpace ? " " : "").Append(rune);
                isSpace = false;
                hasSpeech |= Rune.IsLetterOrDigit(rune);
            }
        }

        return hasSpeech ? tidy.ToString() : "";
    }

    // Zero-width space, word joiner, byte order mark, soft hyphen, direction marks.
    private static bool IsInvisible(Rune rune) => rune.Value is 0x200B or 0x2060 or 0xFEFF or 0xAD or 0x200E or 0x200F;
}
