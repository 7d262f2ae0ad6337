namespace VoiceAgent.Providers.PocketSphinx.Grammars;

/// <summary>
/// A grammar written out: states, words between them, and steps that say nothing (the construction of Thompson, 1968). Weights are not
/// looked at: every word costs the same.
/// </summary>
internal sealed class SentenceNetwork
{
    /// <summary>Bound for work and memory: words after all rules are written out where they are used.</summary>
    private const int MaximumWords = 50_000;

    private const int MaximumDepth = 256;

    private readonly IReadOnlyDictionary<string, JsgfExpansion> _rules;
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly List<List<int>> _silent = [];
    private readonly List<List<(string Word, int To)>> _steps = [];
    private int _words;

    private SentenceNetwork(IReadOnlyDictionary<string, JsgfExpansion> rules) => _rules = rules;

    /// <summary>Where every sentence ends.</summary>
    internal int End { get; private set; }

    /// <summary>The network of these rules; the first state is where sentences begin.</summary>
    /// <exception cref="Errors.VoiceAgentException">A rule is missing or uses itself, or the grammar is too large.</exception>
    internal static SentenceNetwork Of(
        IReadOnlyDictionary<string, JsgfExpansion> rules,
        IReadOnlyList<string> publicRules
    )
    {
        var network = new SentenceNetwork(rules);
        network.End = network.Append(
            new JsgfExpansion.Choice([
                .. publicRules.Select(rule => (1f, (JsgfExpansion)new JsgfExpansion.Reference(rule, 0))),
            ]),
            network.Add()
        );
        return network._words > 0 ? network : throw JsgfError.Whole("it holds no word");
    }

    /// <summary>The words that can be said in a state, and where they lead.</summary>
    internal IReadOnlyList<(string Word, int To)> StepsOf(int state) => _steps[state];

    /// <summary>All states that are reached from some without a word, in order; those where nothing can be said or end are left out.</summary>
    internal int[] Closure(IEnumerable<int> states)
    {
        var seen = new HashSet<int>(states);
        var waiting = new Stack<int>(seen);
        while (waiting.TryPop(out var state))
        {
            foreach (var next in _silent[state])
            {
                if (seen.Add(next))
                {
                    waiting.Push(next);
                }
            }
        }

        return [.. seen.Where(state => state == End || _steps[state].Count > 0).Order()];
    }

    private int Add()
    {
        _silent.Add([]);
        _steps.Add([]);
        return _steps.Count - 1;
    }

    /// <summary>Adds an expansion behind a state and returns where it ends. No step ever leads back to the state it began in.</summary>
    private int Append(JsgfExpansion expansion, int from)
    {
        switch (expansion)
        {
            case JsgfExpansion.Word word:
                return AppendWord(word.Text, from);
            case JsgfExpansion.Reference reference:
                return AppendRule(reference, from);
            case JsgfExpansion.Sequence sequence:
                return sequence.Parts.Aggregate(from, (state, part) => Append(part, state));
            case JsgfExpansion.Choice choice:
                return Join([.. choice.Parts.Select(alternative => Append(alternative.Part, from))]);
            case JsgfExpansion.Optional optional:
                return Join([from, Append(optional.Part, from)]);
            case JsgfExpansion.Repetition repetition:
                var begin = Join([from]);
                var end = Append(repetition.Part, begin);
                _silent[end].Add(begin);
                return repetition.AtLeastOnce ? end : Join([begin, end]);
            default:
                return from;
        }
    }

    private int AppendWord(string word, int from)
    {
        if (++_words > MaximumWords)
        {
            throw JsgfError.Whole($"it stands for more than {MaximumWords} words once its rules are put together");
        }

        var to = Add();
        _steps[from].Add((word, to));
        return to;
    }

    private int AppendRule(JsgfExpansion.Reference reference, int from)
    {
        if (!_rules.TryGetValue(reference.Rule, out var rule))
        {
            throw JsgfError.At(reference.Line, $"the rule <{reference.Rule}> is not defined");
        }

        if (!_open.Add(reference.Rule))
        {
            throw JsgfError.At(reference.Line, $"the rule <{reference.Rule}> uses itself; say * or + instead");
        }

        if (_open.Count > MaximumDepth)
        {
            throw JsgfError.At(reference.Line, $"rules use each other more than {MaximumDepth} deep");
        }

        var end = Append(rule, from);
        _open.Remove(reference.Rule);
        return end;
    }

    private int Join(ReadOnlySpan<int> ends)
    {
        var joined = Add();
        foreach (var end in ends)
        {
            _silent[end].Add(joined);
        }

        return joined;
    }
}
