using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Slots;

namespace VoiceAgent.Providers.Scripted.Definitions;

/// <summary>Finds the utterances that can begin at a word, so that most patterns are never tried.</summary>
internal sealed class UtteranceIndex
{
    private readonly IReadOnlyList<Utterance> _utterances;
    private readonly Dictionary<string, List<int>> _byWord = new(StringComparer.Ordinal);
    private readonly Dictionary<SlotType, List<int>> _byType = [];

    /// <summary>Looks at how each utterance begins.</summary>
    public UtteranceIndex(IReadOnlyList<Utterance> utterances)
    {
        _utterances = utterances;
        for (var i = 0; i < utterances.Count; i++)
        {
            foreach (var first in PatternContents.Beginnings(utterances[i].Pattern))
            {
                var list = first is SlotPattern slot
                    ? ListOf(_byType, slot.Type)
                    : ListOf(_byWord, ((WordPattern)first).Word);
                if (list.Count == 0 || list[^1] != i)
                {
                    list.Add(i);
                }
            }
        }
    }

    /// <summary>The utterances that may match from a word on, in the file's order.</summary>
    public IEnumerable<Utterance> At(PatternMatcher matcher, int start)
    {
        var found = new SortedSet<int>(_byWord.GetValueOrDefault(matcher.Words[start]) ?? []);
        foreach (var (type, utterances) in _byType)
        {
            if (matcher.Values(type, start).Count > 0)
            {
                found.UnionWith(utterances);
            }
        }

        return found.Select(index => _utterances[index]);
    }

    private static List<int> ListOf<TKey>(Dictionary<TKey, List<int>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists[key] = list = [];
        }

        return list;
    }
}
