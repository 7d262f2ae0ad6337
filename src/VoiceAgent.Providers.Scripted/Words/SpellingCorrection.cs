namespace VoiceAgent.Providers.Scripted.Words;

/// <summary>Mends small typing mistakes against the words an agent knows: one letter, or two in long words.</summary>
internal sealed class SpellingCorrection(IEnumerable<string> vocabulary)
{
    private const int ShortestMended = 4;
    private const int LongWord = 8;

    private readonly HashSet<string> _known = [.. vocabulary];

    /// <summary>The words with mistakes mended. Where two known words are equally near, the one first in the alphabet is taken.</summary>
    public IReadOnlyList<string> Mend(IReadOnlyList<string> words) => [.. words.Select(Mend)];

    /// <summary>How many letters must change, come, go or swap with their neighbour; more than <paramref name="limit"/> is not counted out.</summary>
    public static int Distance(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit)
        {
            return limit + 1;
        }

        var before = new int[right.Length + 1];
        var last = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var row = new int[right.Length + 1];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + change);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, row);
        }

        return last[right.Length];
    }

    private string Mend(string word)
    {
        if (word.Length < ShortestMended || word.Length > 40 || _known.Contains(word) || !word.All(char.IsLetter))
        {
            return word;
        }

        var limit = word.Length < LongWord ? 1 : 2;
        return _known
                .Where(known => known.Length >= ShortestMended)
                .Select(known => (Word: known, Distance: Distance(word, known, limit)))
                .Where(candidate => candidate.Distance <= limit)
                .OrderBy(candidate => candidate.Distance)
                .ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
                .Select(candidate => candidate.Word)
                .FirstOrDefault()
            ?? word;
    }
}
