using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Slots;
using VoiceAgent.Providers.Scripted.Templates;

namespace VoiceAgent.Providers.Scripted.Dialogues;

/// <summary>Turns lines into sentences: takes variants in turn and remembers what was said last.</summary>
internal sealed class ReplyVoice(AgentDefinition agent)
{
    private readonly Dictionary<ReplyLines, int> _times = new(ReferenceEqualityComparer.Instance);
    private string _last = agent.Greeting;

    /// <summary>True when the line said last only repeated the one before.</summary>
    public bool IsRepeating { get; private set; }

    /// <summary>The next of several lines; an apology when none of them can be said.</summary>
    public string Say(ReplyLines lines, TemplateValues values)
    {
        var times = _times.GetValueOrDefault(lines);
        _times[lines] = times + 1;
        IsRepeating = lines.Lines.Any(line => line.Names.Contains("last"));
        var text =
            lines.Render(name => values(name) ?? About(name), times) ?? agent.Failed.Render(agent.Describe, 0) ?? "";
        _last = IsRepeating ? _last : text;
        return text;
    }

    /// <summary>Two sentences said as one reply.</summary>
    public string Join(string first, string second)
    {
        if (first.Length == 0 || second.Length == 0)
        {
            return first + second;
        }

        _last = $"{first} {second}";
        return _last;
    }

    private SlotValue? About(string name) =>
        name switch
        {
            "last" => new SlotValue(_last, _last),
            "help" => agent.Help.Render(agent.Describe, _times.GetValueOrDefault(agent.Help)) is { } help
                ? new SlotValue(help, help)
                : null,
            _ => agent.Describe(name),
        };
}
