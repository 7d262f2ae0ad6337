using System.Collections.Frozen;

namespace VoiceAgent.Tts;

/// <summary>Words whose full stop does not end a sentence, in English and Spanish with a few of German.</summary>
internal static class Abbreviations
{
    // Written with a capital: in small letters some of them are words.
    private static readonly Lookup Titles = Make(
        """
        Mr Mrs Ms Mx Dr Drs Dra Prof St Ste Mt Rev Fr Gen Col Sgt Capt Lt Cmdr Gov Sen Rep Pres Hon Messrs Mme Mlle
        Sr Sra Srta Sres D Dña Ud Uds Vd Vds Ing Lic Arq EE UU FF AA JJ OO
        """,
        StringComparer.Ordinal
    );

    private static readonly Lookup Joining = Make(
        "vs cf al viz ca e.g i.e z.b d.h bzw ej p.ej approx dept sr sra srta dr dra",
        StringComparer.OrdinalIgnoreCase
    );

    // "No. 5" goes on, "No. I do not." does not.
    private static readonly Lookup Numbered = Make(
        """
        no nos nr nº n.º fig figs sec art vol p pp ch chap pt eq ver ext tel est circa max min avg núm num pág pag págs cap
        jan feb mar apr jun jul aug sep sept oct nov dec ene abr ago dic
        """,
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly Lookup Others = Make(
        "etc inc ltd co corp jr incl excl esp min max avg misc ave blvd rd",
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>True when a sentence goes on behind the word's full stop: titles, initials, <c>vs.</c>, <c>U.S.</c></summary>
    /// <param name="token">The word without its last stop.</param>
    public static bool NeverEnds(ReadOnlySpan<char> token) =>
        Titles.Contains(token)
        || Joining.Contains(token)
        || IsInitial(token)
        || (IsAcronym(token) && char.IsUpper(token[0]));

    /// <summary>True when the word's full stop ends nothing before a number: <c>No.</c>, <c>Fig.</c>, <c>Jan.</c></summary>
    /// <param name="token">The word without its last stop.</param>
    public static bool TakesNumber(ReadOnlySpan<char> token) => Numbered.Contains(token);

    /// <summary>True when the word is an abbreviation that may end a sentence or not: <c>etc.</c>, <c>a.m.</c></summary>
    /// <param name="token">The word without its last stop.</param>
    public static bool MayEnd(ReadOnlySpan<char> token) => Others.Contains(token) || IsAcronym(token);

    private static bool IsInitial(ReadOnlySpan<char> token) =>
        token.Length == 1 && char.IsUpper(token[0]) && token[0] != 'I';

    private static bool IsAcronym(ReadOnlySpan<char> token)
    {
        // Parts of one or two letters: U.S, a.m, Ph.D
        var sinceStop = 0;
        foreach (var c in token)
        {
            sinceStop = c == '.' ? 0 : sinceStop + 1;
            if (sinceStop > 2 || (c != '.' && !char.IsLetter(c)))
            {
                return false;
            }
        }

        return token.Contains('.');
    }

    private static Lookup Make(string words, StringComparer comparer) =>
        new(words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(comparer));

    private sealed class Lookup(FrozenSet<string> words)
    {
        private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _words = words.GetAlternateLookup<
            ReadOnlySpan<char>
        >();

        public bool Contains(ReadOnlySpan<char> word) => _words.Contains(word);
    }
}
