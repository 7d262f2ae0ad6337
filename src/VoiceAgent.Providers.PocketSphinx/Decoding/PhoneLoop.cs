using VoiceAgent.Providers.PocketSphinx.Grammars;

namespace VoiceAgent.Providers.PocketSphinx.Decoding;

/// <summary>All phones of English in any order: each phone is a word.</summary>
internal static class PhoneLoop
{
    /// <summary>The phones of the model, as the dictionary writes them.</summary>
    internal static IReadOnlyList<string> Phones { get; } =
        ("AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH").Split(
            ' '
        );

    internal static IReadOnlyList<Pronunciation> Words { get; } =
    [.. Phones.Select(phone => new Pronunciation(phone.ToLowerInvariant(), phone))];

    internal static WordGraph Graph { get; } = new(1, [.. Words.Select(word => (0, 0, word.Word))], [0]);
}
