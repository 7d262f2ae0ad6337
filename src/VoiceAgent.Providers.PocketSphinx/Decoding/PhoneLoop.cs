using VoiceAgent.Providers.PocketSphinx.Grammars;

namespace VoiceAgent.Providers.PocketSphinx.Decoding;

/// <summary>A grammar of all phones of English in any order: each phone is a word.</summary>
internal static class PhoneLoop
{
    private const string Phones =
        "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH";

    internal static IReadOnlyList<Pronunciation> Words { get; } =
    [.. Phones.Split(' ').Select(phone => new Pronunciation(phone.ToLowerInvariant(), phone))];

    internal static string Grammar { get; } =
        $"#JSGF V1.0;\ngrammar p;\npublic <p> = ({string.Join(" | ", Words.Select(word => word.Word))})+;\n";
}
