using System.ComponentModel;

namespace VoiceAgent.Providers.Scripted.Tools;

/// <summary>Answers general questions out of a file with one <c>question = answer</c> per line.</summary>
internal sealed class FactsTool
{
    private readonly Dictionary<string, string> _answers;

    /// <summary>Reads the facts; lines that begin with '#' are comments.</summary>
    public FactsTool(string text) =>
        _answers = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The questions that have an answer.</summary>
    public IReadOnlyCollection<string> Questions => _answers.Keys;

    /// <summary>The tool.</summary>
    [Description("Answers a general question such as 'capital of France'.")]
    public FactAnswer AnswerQuestion([Description("The question in a few words.")] string question) =>
        _answers.TryGetValue(question, out var answer)
            ? new FactAnswer(answer)
            : new FactAnswer(Problem: "I don't know that one.");
}
