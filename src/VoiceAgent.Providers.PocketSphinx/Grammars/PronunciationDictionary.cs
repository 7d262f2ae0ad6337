using VoiceAgent.Errors;
using VoiceAgent.Providers.PocketSphinx.Decoding;

namespace VoiceAgent.Providers.PocketSphinx.Grammars;

/// <summary>One way to say a word.</summary>
/// <param name="Word">The word; further ways are numbered, as in <c>read(2)</c>.</param>
/// <param name="Phones">Phones of the acoustic model, with spaces between them.</param>
internal readonly record struct Pronunciation(string Word, string Phones);

/// <summary>
/// The pronunciations a grammar needs, out of a dictionary file of one word and its phones per line. A decoder with these
/// few takes a tenth of the memory and time of one with all 135,000.
/// </summary>
internal static class PronunciationDictionary
{
    /// <summary>Looks up all words in one pass over the file.</summary>
    /// <param name="path">The dictionary file.</param>
    /// <param name="words">Words in lower case.</param>
    /// <param name="added">The application's own pronunciations; they take the place of the file's.</param>
    /// <returns>In an order in which a decoder can take them: the first way to say a word before its others.</returns>
    /// <exception cref="VoiceAgentException">
    /// Words have no pronunciation, <see cref="ErrorCodes.InvalidGrammar"/>; the message names them.
    /// </exception>
    internal static IReadOnlyList<Pronunciation> Find(
        string path,
        IEnumerable<string> words,
        IReadOnlyDictionary<string, string[]> added
    )
    {
        var found = words.ToDictionary(word => word, _ => new List<string>(1), StringComparer.Ordinal);
        foreach (var (word, ways) in added)
        {
            if (found.TryGetValue(word.ToLowerInvariant(), out var list))
            {
                list.AddRange(
                    ways.Select(phones => phones.Trim().ToUpperInvariant()).Where(phones => phones.Length > 0)
                );
            }
        }

        var own = found
            .Where(entry => entry.Value.Count > 0)
            .Select(entry => entry.Key)
            .ToHashSet(StringComparer.Ordinal);
        var lookup = found.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var line in File.ReadLines(path))
        {
            var end = line.AsSpan().IndexOfAny(' ', '\t');
            if (end <= 0)
            {
                continue;
            }

            var word = WithoutNumber(line.AsSpan(0, end));
            if (lookup.TryGetValue(word, out var key, out var list) && !own.Contains(key))
            {
                list.Add(line[end..].Trim());
            }
        }

        ThrowWhenMissing(found);
        ThrowWhenUnknown(found);
        return
        [
            .. found.SelectMany(entry =>
                entry.Value.Select((phones, i) => new Pronunciation(Name(entry.Key, i), phones))
            ),
        ];
    }

    private static string Name(string word, int index) => index == 0 ? word : $"{word}({index + 1})";

    /// <summary>The word of <c>word(2)</c>.</summary>
    internal static ReadOnlySpan<char> WithoutNumber(ReadOnlySpan<char> word)
    {
        var open = word.LastIndexOf('(');
        return open > 0 && word[^1] is ')' ? word[..open] : word;
    }

    // The library leaves a word out when it does not know one of its phones, and then refuses the grammar without saying why.
    private static void ThrowWhenUnknown(Dictionary<string, List<string>> found)
    {
        var word = found.FirstOrDefault(entry =>
            entry.Value.Exists(phones =>
                phones.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Except(PhoneLoop.Phones).Any()
            )
        );
        if (word.Key is not null)
        {
            throw JsgfError.Whole($"the pronunciation of '{word.Key}' uses a phone the model does not know");
        }
    }

    private static void ThrowWhenMissing(Dictionary<string, List<string>> found)
    {
        const int shown = 20;
        var missing = found
            .Where(entry => entry.Value.Count == 0)
            .Select(entry => entry.Key)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (missing.Count > 0)
        {
            var names = string.Join(", ", missing.Take(shown)) + (missing.Count > shown ? ", …" : "");
            throw JsgfError.Whole(
                $"the dictionary has no pronunciation of {missing.Count} of its words: {names}. Spell numbers and abbreviations "
                    + "out, or add the words to PocketSphinxOptions.Pronunciations"
            );
        }
    }
}
