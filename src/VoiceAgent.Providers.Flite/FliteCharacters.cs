using System.Buffers;
using System.Collections.Frozen;

namespace VoiceAgent.Providers.Flite;

/// <summary>Which characters the English voices can speak, and what stands for the others.</summary>
internal static class FliteCharacters
{
    private static readonly SearchValues<char> Heard = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&+=%@#$"
    );

    private static readonly SearchValues<char> Silent = SearchValues.Create(".,;:!?'\"-/()");

    /// <summary>Characters on the left, each of which is replaced by the text on the right.</summary>
    private static readonly (string Written, string Spoken)[] Table =
    [
        ("’‘´`", "'"),
        ("“”„«»", "\""),
        ("–‑−", "-"),
        ("—•", ", "),
        ("…", "..."),
        ("·_\\|~", " "),
        ("€", " euro "),
        ("£", " pound "),
        ("¥", " yen "),
        ("°", " degrees "),
        ("×", " times "),
        ("÷", " divided by "),
        ("½", " and a half "),
        ("¼", " and a quarter "),
        ("ß", "ss"),
        ("æ", "ae"),
        ("œ", "oe"),
        ("þ", "th"),
        ("ðďđ", "d"),
        ("àáâãäåāăą", "a"),
        ("çćĉċč", "c"),
        ("èéêëēĕėęě", "e"),
        ("ĝğġģ", "g"),
        ("ĥħ", "h"),
        ("ìíîïĩīĭįı", "i"),
        ("ĵ", "j"),
        ("ķ", "k"),
        ("ĺļľŀł", "l"),
        ("ñńņňŉ", "n"),
        ("òóôõöøōŏő", "o"),
        ("ŕŗř", "r"),
        ("śŝşšș", "s"),
        ("ţťŧț", "t"),
        ("ùúûüũūŭůűų", "u"),
        ("ŵ", "w"),
        ("ýÿŷ", "y"),
        ("źżž", "z"),
    ];

    private static readonly FrozenDictionary<char, string> Replacements = Table
        .SelectMany(row => row.Written.SelectMany(c => Cases(c, row.Spoken)))
        .DistinctBy(pair => pair.Key)
        .ToFrozenDictionary();

    /// <summary>What the engine gets for a character; empty for what it cannot speak.</summary>
    internal static string Speak(char c) =>
        Heard.Contains(c) || Silent.Contains(c) ? c.ToString() : Replacements.GetValueOrDefault(c, "");

    /// <summary>True when there is more in the text than punctuation.</summary>
    internal static bool CanBeHeard(string text) => text.AsSpan().ContainsAny(Heard);

    private static KeyValuePair<char, string>[] Cases(char c, string spoken) =>
        [new(c, spoken), new(char.ToUpperInvariant(c), char.ToUpperInvariant(spoken[0]) + spoken[1..])];
}
