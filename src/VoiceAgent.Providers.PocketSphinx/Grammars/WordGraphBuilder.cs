using System.Runtime.InteropServices;

namespace VoiceAgent.Providers.PocketSphinx.Grammars;

/// <summary>Makes the smallest graph of a network: subset construction, then refinement of classes (Moore, 1956).</summary>
internal static class WordGraphBuilder
{
    /// <summary>Bound for work and memory, since there are grammars whose deterministic graph is far larger than they are.</summary>
    private const int MaximumSteps = 500_000;

    /// <exception cref="Errors.VoiceAgentException">The graph is too large: <see cref="Errors.ErrorCodes.InvalidGrammar"/>.</exception>
    internal static WordGraph Build(SentenceNetwork network)
    {
        var (steps, ends) = Determinize(network);
        return Merge(steps, ends, Classify(steps, ends));
    }

    /// <summary>Each state is a set of states of the network; its steps are in the order of their words.</summary>
    private static (List<(string Word, int To)[]> Steps, List<bool> Ends) Determinize(SentenceNetwork network)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var sets = new List<int[]>();
        var steps = new List<(string, int)[]>();
        var total = 0;
        Number(network.Closure([0]));
        for (var i = 0; i < sets.Count; i++)
        {
            steps.Add([
                .. sets[i]
                    .SelectMany(network.StepsOf)
                    .GroupBy(step => step.Word, step => step.To, StringComparer.Ordinal)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => (group.Key, Number(network.Closure(group)))),
            ]);
            total += steps[i].Length;
            if (total > MaximumSteps)
            {
                throw JsgfError.Whole("too many of its sentences begin alike and go on differently; make it simpler");
            }
        }

        return (steps, sets.ConvertAll(set => set.Contains(network.End)));

        int Number(int[] set)
        {
            var key = new string(MemoryMarshal.Cast<int, char>(set));
            if (!numbers.TryGetValue(key, out var number))
            {
                number = numbers[key] = sets.Count;
                sets.Add(set);
            }

            return number;
        }
    }

    /// <summary>Gives states the same number when the same can be said from there on; the first state is 0.</summary>
    private static int[] Classify(List<(string Word, int To)[]> steps, List<bool> ends)
    {
        var classes = new int[steps.Count];
        for (var before = 0; ; )
        {
            var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            var refined = new int[classes.Length];
            for (var i = 0; i < classes.Length; i++)
            {
                var target = classes;
                var key = string.Join(' ', steps[i].Select(step => $"{step.Word} {target[step.To]}"));
                key = $"{classes[i]}{(ends[i] ? '.' : ' ')}{key}";
                numbers.TryAdd(key, numbers.Count);
                refined[i] = numbers[key];
            }

            classes = refined;
            if (numbers.Count == before)
            {
                return classes;
            }

            before = numbers.Count;
        }
    }

    private static WordGraph Merge(List<(string Word, int To)[]> steps, List<bool> ends, int[] classes)
    {
        var merged = new List<(int, int, string)>();
        var mergedEnds = new List<int>();
        var count = 0;
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] < count)
            {
                continue;
            }

            // Classes are numbered in the order in which they are met.
            count++;
            merged.AddRange(steps[i].Select(step => (classes[i], classes[step.To], step.Word)));
            if (ends[i])
            {
                mergedEnds.Add(classes[i]);
            }
        }

        return new WordGraph(count, merged, mergedEnds);
    }
}
