namespace VoiceAgent.Providers.PocketSphinx.Grammars;

/// <summary>A grammar that was read and understood.</summary>
/// <param name="Graph">All its sentences.</param>
/// <param name="Words">Every word that can be said, in lower case, in order.</param>
internal sealed record JsgfGrammar(WordGraph Graph, IReadOnlyCollection<string> Words)
{
    /// <summary>Longest grammar accepted, in characters.</summary>
    internal const int MaximumLength = 512 * 1024;

    /// <exception cref="Errors.VoiceAgentException"><see cref="Errors.ErrorCodes.InvalidGrammar"/>, with the line and the reason.</exception>
    internal static JsgfGrammar Parse(string text)
    {
        if (text.Length > MaximumLength)
        {
            throw JsgfError.Whole($"it is longer than {MaximumLength} characters");
        }

        var (rules, publicRules) = JsgfParser.Parse(text);
        var graph = WordGraphBuilder.Build(SentenceNetwork.Of(rules, publicRules));
        return new(graph, new SortedSet<string>(graph.Steps.Select(step => step.Word), StringComparer.Ordinal));
    }
}
