using VoiceAgent.Errors;

namespace VoiceAgent.Providers.PocketSphinx.Grammars;

public sealed class PronunciationDictionaryTests : IDisposable
{
    private static readonly Dictionary<string, string[]> None = [];
    private readonly string _path = Path.GetTempFileName();

    public PronunciationDictionaryTests() =>
        File.WriteAllText(_path, "a AH\na(2) EY\nroom R UW M\nunused Y UW\n\nbroken\nread R EH D\nread(2) R IY D\n");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Only_the_words_of_the_grammar_are_taken_with_all_ways_to_say_them() =>
        Assert.Equal(
            [new("a", "AH"), new("a(2)", "EY"), new("room", "R UW M")],
            PronunciationDictionary.Find(_path, ["a", "room"], None)
        );

    [Fact]
    public void Own_pronunciations_take_the_place_of_the_dictionarys_and_add_words()
    {
        var own = new Dictionary<string, string[]>
        {
            ["Read"] = ["r eh d"],
            ["gizmo"] = ["G IH Z M OW", "JH IH Z M OW"],
        };

        Assert.Equal(
            [new("read", "R EH D"), new("gizmo", "G IH Z M OW"), new("gizmo(2)", "JH IH Z M OW")],
            PronunciationDictionary.Find(_path, ["read", "gizmo"], own)
        );
    }

    [Fact]
    public void Words_without_a_pronunciation_are_named()
    {
        var failure = Assert.Throws<VoiceAgentException>(() =>
            PronunciationDictionary.Find(_path, ["room", "zzyzx", "broken", "2"], None)
        );

        Assert.Equal(ErrorCodes.InvalidGrammar, failure.Code);
        Assert.Contains("2, broken, zzyzx", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_phone_the_model_does_not_know_is_refused()
    {
        var own = new Dictionary<string, string[]> { ["gizmo"] = ["G IH ZZ"] };

        var failure = Assert.Throws<VoiceAgentException>(() => PronunciationDictionary.Find(_path, ["gizmo"], own));

        Assert.Equal(ErrorCodes.InvalidGrammar, failure.Code);
        Assert.Contains("'gizmo' uses a phone", failure.Message, StringComparison.Ordinal);
    }
}
