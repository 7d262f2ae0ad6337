namespace VoiceAgent.Providers.Scripted.Words;

/// <summary>
/// Short forms and what they stand for. Matching sees only the long form, so an author may write either; a grammar
/// offers both, because a recogniser hears them as different words.
/// </summary>
internal static class Contractions
{
    private static readonly (string Short, string Long)[] Pairs =
    [
        ("what's", "what is"),
        ("who's", "who is"),
        ("where's", "where is"),
        ("when's", "when is"),
        ("how's", "how is"),
        ("that's", "that is"),
        ("it's", "it is"),
        ("there's", "there is"),
        ("let's", "let us"),
        ("i'm", "i am"),
        ("i'd", "i would"),
        ("i'll", "i will"),
        ("i've", "i have"),
        ("you're", "you are"),
        ("you've", "you have"),
        ("we're", "we are"),
        ("we'd", "we would"),
        ("we'll", "we will"),
        ("they're", "they are"),
        ("don't", "do not"),
        ("doesn't", "does not"),
        ("didn't", "did not"),
        ("can't", "can not"),
        ("couldn't", "could not"),
        ("won't", "will not"),
        ("wouldn't", "would not"),
        ("isn't", "is not"),
        ("aren't", "are not"),
        ("haven't", "have not"),
    ];

    private static readonly Dictionary<string, string[]> LongForms = BuildLongForms();

    private static readonly Dictionary<(string, string), string> ShortForms = Pairs.ToDictionary(
        pair =>
        {
            var words = pair.Long.Split(' ');
            return (words[0], words[1]);
        },
        pair => pair.Short
    );

    /// <summary>The words a short form stands for, also when it lost its apostrophe; null for any other word.</summary>
    public static string[]? Expand(string word) => LongForms.GetValueOrDefault(word);

    /// <summary>The short form of two words, if there is one.</summary>
    public static string? Shorten(string first, string second) => ShortForms.GetValueOrDefault((first, second));

    private static Dictionary<string, string[]> BuildLongForms()
    {
        // Without the apostrophe these are other words.
        string[] distinct = ["id", "ill", "were", "wed", "well", "its", "wont", "lets"];
        var forms = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["cannot"] = ["can", "not"] };
        foreach (var (shortForm, longForm) in Pairs)
        {
            var words = longForm.Split(' ');
            forms[shortForm] = words;
            var bare = shortForm.Replace("'", "", StringComparison.Ordinal);
            if (!distinct.Contains(bare))
            {
                forms[bare] = words;
            }
        }

        return forms;
    }
}
