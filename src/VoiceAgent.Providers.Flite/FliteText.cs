using System.Text;

namespace VoiceAgent.Providers.Flite;

/// <summary>A word as the caller wrote it, and where its spoken form ends.</summary>
/// <param name="Written">The word as written.</param>
/// <param name="End">Index in the spoken text just behind it.</param>
internal readonly record struct FliteWord(string Written, int End);

/// <summary>A piece of text that is safe for the engine: plain ASCII, bounded, with no characters that confuse it.</summary>
/// <param name="Spoken">What the engine gets.</param>
/// <param name="Words">The words it came from, in order.</param>
internal sealed record FliteText(string Spoken, IReadOnlyList<FliteWord> Words)
{
    /// <summary>A piece ends at the first sentence end beyond this many characters.</summary>
    private const int PreferredLength = 160;

    /// <summary>A piece never gets longer: the engine analyses a whole piece before its first sample.</summary>
    private const int MaximumLength = 400;

    /// <summary>A longer run without a space is not a word in any language the engine speaks; it is cut.</summary>
    private const int MaximumWordLength = 40;

    /// <summary>Cuts a text into pieces the engine can speak. What it cannot speak (emoji, other scripts) is left out.</summary>
    internal static IEnumerable<FliteText> Prepare(string text)
    {
        var spoken = new StringBuilder();
        var words = new List<FliteWord>();
        foreach (var written in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var word = Speak(written);
            if (word.Length == 0)
            {
                continue;
            }

            if (spoken.Length > 0 && spoken.Length + 1 + word.Length > MaximumLength)
            {
                yield return Take(spoken, words);
            }

            Append(spoken, word);
            words.Add(new(written, spoken.Length));
            if (spoken.Length > PreferredLength && word[^1] is '.' or '!' or '?' or ';' or ':')
            {
                yield return Take(spoken, words);
            }
        }

        if (words.Count > 0)
        {
            yield return Take(spoken, words);
        }
    }

    private static FliteText Take(StringBuilder spoken, List<FliteWord> words)
    {
        var piece = new FliteText(spoken.ToString(), [.. words]);
        spoken.Clear();
        words.Clear();
        return piece;
    }

    private static void Append(StringBuilder spoken, string word)
    {
        if (spoken.Length > 0)
        {
            spoken.Append(' ');
        }

        spoken.Append(word);
    }

    /// <summary>How one written word is given to the engine; empty when there is nothing to say.</summary>
    private static string Speak(string written)
    {
        var spoken = new StringBuilder(written.Length);
        foreach (var c in written)
        {
            if (spoken.Length >= MaximumLength / 2)
            {
                break;
            }

            spoken.Append(FliteCharacters.Speak(c));
        }

        if (!FliteCharacters.CanBeHeard(spoken.ToString()))
        {
            return "";
        }

        var parts = spoken.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(
            ' ',
            parts.SelectMany(part => part.Chunk(MaximumWordLength)).Select(chunk => new string(chunk))
        );
    }
}
