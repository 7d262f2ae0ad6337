using System.Collections.Frozen;
using VoiceAgent.Text;

namespace VoiceAgent.Turns;

/// <summary>Whether a transcript reads as a whole.</summary>
internal enum TranscriptCompleteness
{
    /// <summary>Nothing in it tells.</summary>
    Open,

    /// <summary>It can stand as it is.</summary>
    Finished,

    /// <summary>Something is plainly missing.</summary>
    Unfinished,
}

/// <summary>
/// Reads the end of a transcript, in English and Spanish, with or without punctuation, and judges whether the speaker has
/// finished. Text of other languages is judged by its punctuation.
/// </summary>
internal static class TranscriptEnding
{
    // More than the last few words tells nothing more.
    private const int Tail = 80;
    private const string Dangling = ",;:-–—…،、，；：+/&(¿¡";
    private const string Terminal = ".!?。！？؟।۔";
    private const string Closing = "\"'”’»)]」』）";

    // After these something always follows, even if a recogniser put a full stop behind them.
    private static readonly FrozenSet<string> Connectives = Set(
        """
        and or but nor because if whether unless although though while than which whose
        the a an my your our their its every to of between into
        um uh uhm er erm ehm hmm i'd i'm i'll i've we'd we're we'll we've they'd you'd he's she's let's
        y o e u pero porque que aunque mientras el los las un una unos unas del al mi tu su mis tus sus cuyo cuya eh em
        """
    );

    // Something follows, unless a full stop or a question mark says that it does not: "what is it for?"
    private static readonly FrozenSet<string> Prepositions = Set(
        """
        for in at on with by from about as until till during without under near also just very i we they he she
        point dot dash plus minus comma
        de en con para por sin sobre desde hasta entre hacia muy la lo este quiero quisiera necesito punto coma guion
        """
    );

    // "Yes I would", "as soon as you can", but also "what would": no hint without punctuation.
    private static readonly FrozenSet<string> Undecided = Set(
        """
        is are am was were do does did have has would could can will shall should must might
        what when where who how why so then there that this these those some any
        es está están cuando donde como puede puedo
        """
    );

    // Alone they open a longer sentence as often as they stand for themselves.
    private static readonly FrozenSet<string> Openers = Set(
        """
        hello hi hey there good morning afternoon evening well actually now listen look sorry
        hola buenos buenas días tardes noches bueno oye mira perdón disculpe
        """
    );

    private static readonly string[] OpenPhrases =
    [
        "i want",
        "i need",
        "i'd like",
        "would like",
        "we want",
        "we need",
        "i think",
        "i guess",
        "i mean",
        "you know",
        "can you",
        "could you",
        "would you",
        "will you",
        "kind of",
        "me gustaría",
        "me gustaria",
        "tengo que",
    ];

    private static readonly FrozenSet<string> Digits = Set(
        """
        zero oh one two three four five six seven eight nine double triple
        cero uno dos tres cuatro cinco seis siete ocho nueve
        """
    );

    private static readonly FrozenSet<string> Numbers = Set(
        """
        ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
        twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
        diez once doce trece catorce quince veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien mil
        """
    );

    /// <summary>Judges a whole turn's text.</summary>
    public static TranscriptCompleteness Classify(string text)
    {
        var rest = text.AsSpan().TrimEnd().TrimEnd(Closing);
        if (rest.IsEmpty)
        {
            return TranscriptCompleteness.Open;
        }

        rest = rest[^Math.Min(rest.Length, Tail)..];
        if (Dangling.Contains(rest[^1]) || rest.EndsWith(".."))
        {
            return TranscriptCompleteness.Unfinished;
        }

        var stop = Terminal.Contains(rest[^1]) ? rest[^1] : '\0';
        var words = rest.TrimEnd(Terminal).ToString().ToLowerInvariant().Replace('’', '\'');
        var last = words[(words.LastIndexOf(' ') + 1)..].TrimStart('"', '(', '¿', '¡');
        if (Connectives.Contains(last))
        {
            return stop is '?' or '!' ? TranscriptCompleteness.Open : TranscriptCompleteness.Unfinished;
        }

        if (stop is '\0' or '.' && IsNumber(last))
        {
            return IsDictation(words) ? TranscriptCompleteness.Unfinished : TranscriptCompleteness.Open;
        }

        return stop switch
        {
            '\0' => ClassifyUnpunctuated(words, last),
            '.' when Prepositions.Contains(last) => TranscriptCompleteness.Open,
            _ => TranscriptCompleteness.Finished,
        };
    }

    private static TranscriptCompleteness ClassifyUnpunctuated(string words, string last)
    {
        if (Prepositions.Contains(last) || Array.Exists(OpenPhrases, phrase => EndsWithPhrase(words, phrase)))
        {
            return TranscriptCompleteness.Unfinished;
        }

        // Scripts without spaces give no last word to judge by.
        var isOpen =
            Undecided.Contains(last)
            || (last.Length > 0 && SpokenText.IsUnspaced(last[^1]))
            || Array.TrueForAll(Split(words), Openers.Contains);
        return isOpen ? TranscriptCompleteness.Open : TranscriptCompleteness.Finished;
    }

    private static bool EndsWithPhrase(string words, string phrase) =>
        words.EndsWith(phrase, StringComparison.Ordinal)
        && (words.Length == phrase.Length || words[^(phrase.Length + 1)] == ' ');

    private static bool IsNumber(string word) => IsDigits(word) || Numbers.Contains(word);

    private static bool IsDigits(string word) =>
        Digits.Contains(word)
        || (word.Length > 0 && word.AsSpan().TrimStart('+').IndexOfAnyExceptInRange('0', '9') < 0);

    // Two single numbers in a row are a telephone or booking number being told, in groups, with pauses between them.
    private static bool IsDictation(string words)
    {
        var parts = Split(words);
        return parts.Length >= 2 && IsDigits(parts[^1]) && IsDigits(parts[^2]);
    }

    private static FrozenSet<string> Set(string words) => Split(words).ToFrozenSet(StringComparer.Ordinal);

    private static string[] Split(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
