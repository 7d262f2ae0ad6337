using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Patterns;

namespace VoiceAgent.Providers.Scripted.Dialogues;

/// <summary>
/// Finds what a turn means: first a pattern that covers every word, then the same with typing mistakes mended, then the
/// pattern that leaves the fewest words over. Among equals the one that answers the agent's question wins, then the one
/// that names more words itself, then the one with fewer values, then the first in the file.
/// </summary>
internal sealed class Understanding
{
    private const int MostWordsAroundAnswer = 8;
    private const int LiteralsEnough = 3;

    private readonly AgentDefinition _agent;
    private readonly MeaningContext _context;
    private readonly PatternMatcher _matcher;
    private (Utterance Utterance, Derivation Derivation)? _best;
    private int _covered;

    private Understanding(AgentDefinition agent, IReadOnlyList<string> words, MeaningContext context)
    {
        _agent = agent;
        _context = context;
        _matcher = new PatternMatcher(words, context.Expected, context.Now);
    }

    /// <summary>The meaning, or null when nothing fits.</summary>
    public static Meaning? Read(AgentDefinition agent, IReadOnlyList<string> words, MeaningContext context)
    {
        if (new Understanding(agent, words, context).Whole() is { } exact)
        {
            return exact;
        }

        var mended = agent.Spelling.Mend(words);
        return (mended.SequenceEqual(words) ? null : new Understanding(agent, mended, context).Whole())
            ?? new Understanding(agent, mended, context).Partial();
    }

    private Meaning? Whole()
    {
        foreach (var start in Around(_agent.Before, 0))
        {
            foreach (var (utterance, derivation) in At(start))
            {
                if (IsBetter(derivation) && Around(_agent.After, derivation.End).Contains(_matcher.Words.Length))
                {
                    _best = (utterance, derivation);
                }
            }
        }

        return Best();
    }

    private Meaning? Partial()
    {
        for (var start = 0; start < _matcher.Words.Length; start++)
        {
            foreach (var (utterance, derivation) in At(start))
            {
                var covered = derivation.End - start;
                if (
                    IsEnough(utterance, derivation, covered)
                    && (covered > _covered || (covered == _covered && IsBetter(derivation)))
                )
                {
                    _best = (utterance, derivation);
                    _covered = covered;
                }
            }
        }

        return Best();
    }

    /// <summary>The positions after any number of polite words, the one before them included.</summary>
    private IEnumerable<int> Around(Pattern? polite, int start)
    {
        yield return start;
        foreach (var found in polite is null ? [] : _matcher.Match(polite, start))
        {
            yield return found.End;
        }
    }

    private IEnumerable<(Utterance, Derivation)> At(int start) =>
        start == _matcher.Words.Length
            ? []
            : from utterance in _agent.Index.At(_matcher, start)
            where IsEligible(utterance)
            from derivation in _matcher.Match(utterance.Pattern, start)
            where IsPossible(utterance, derivation)
            select (utterance, derivation);

    private bool IsEligible(Utterance utterance) =>
        utterance.Kind switch
        {
            UtteranceKind.Answer or UtteranceKind.Correct => utterance.Target == _context.Form,
            UtteranceKind.Intent => _agent.Intents[utterance.Target].Follows is var follows
                && (follows.Count == 0 || follows.Contains(_context.Last)),
            _ => true,
        };

    /// <summary>A value outside its range is answered by the form that asked for it, and is no match anywhere else.</summary>
    private static bool IsPossible(Utterance utterance, in Derivation derivation) =>
        utterance.Kind != UtteranceKind.Intent || derivation.InOrder().All(capture => !capture.Value.Refused);

    private bool IsBetter(in Derivation derivation) => _best is null || derivation.IsBetterThan(_best.Value.Derivation);

    /// <summary>An answer to the question may have words around it; anything else must name three words itself, or cover more than half.</summary>
    private bool IsEnough(Utterance utterance, in Derivation derivation, int covered)
    {
        var count = _matcher.Words.Length;
        return (
                utterance.Kind == UtteranceKind.Answer
                && derivation.Expected > 0
                && count - covered <= MostWordsAroundAnswer
            )
            || derivation.Literals >= LiteralsEnough
            || (covered >= 2 && covered * 2 > count);
    }

    private Meaning? Best() =>
        _best is var (utterance, derivation)
            ? new Meaning(utterance.Kind, utterance.Target, derivation.InOrder())
            : null;
}
