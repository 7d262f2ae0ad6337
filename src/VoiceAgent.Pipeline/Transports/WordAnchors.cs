using VoiceAgent.Text;

namespace VoiceAgent.Transports;

/// <summary>
/// Word times told by a voice, laid onto the words of the text. Voices tell their own wording ("two thirty" for "2:30"): what does not
/// match is left out.
/// </summary>
internal sealed class WordAnchors(string text, List<SpokenWord> words)
{
    // How many words of the text a match may skip.
    private const int Reach = 6;

    private readonly (long Start, long End)?[] _anchors = new (long Start, long End)?[words.Count];
    private int _next;

    /// <summary>Lays the next word told onto the text.</summary>
    public void Add(string word, long start, long end)
    {
        for (var i = _next; i < Math.Min(words.Count, _next + Reach); i++)
        {
            if (IsSame(text.AsSpan(words[i].Start, words[i].End - words[i].Start), word))
            {
                var earliest = _next > 0 && _anchors[_next - 1] is { } last ? last.End : 0;
                start = Math.Max(start, earliest);
                _anchors[i] = (start, Math.Max(start, end));
                _next = i + 1;
                return;
            }
        }
    }

    /// <summary>The times of a word, if they were told.</summary>
    public bool TryGet(int word, out long start, out long end)
    {
        (start, end) = _anchors[word] ?? default;
        return _anchors[word] is not null;
    }

    /// <summary>The next word whose times were told; the number of words if there is none.</summary>
    public int NextFrom(int word)
    {
        while (word < words.Count && _anchors[word] is null)
        {
            word++;
        }

        return word;
    }

    /// <summary>Where a word starts whose times were told.</summary>
    public long StartOf(int word) => _anchors[word]!.Value.Start;

    /// <summary>True when the times of this word were told.</summary>
    public bool Reaches(int word) => word >= 0 && _anchors[word] is not null;

    private static bool IsSame(ReadOnlySpan<char> written, ReadOnlySpan<char> told) =>
        Core(written) is { IsEmpty: false } core && core.Equals(Core(told), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Core(ReadOnlySpan<char> word)
    {
        while (word.Length > 0 && !char.IsLetterOrDigit(word[0]) && !char.IsSurrogate(word[0]))
        {
            word = word[1..];
        }

        while (word.Length > 0 && !char.IsLetterOrDigit(word[^1]) && !char.IsSurrogate(word[^1]))
        {
            word = word[..^1];
        }

        return word;
    }
}
