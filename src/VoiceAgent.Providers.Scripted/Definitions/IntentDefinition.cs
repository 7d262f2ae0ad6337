using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Templates;

namespace VoiceAgent.Providers.Scripted.Definitions;

/// <summary>Something a user may want, and what the agent does about it.</summary>
internal sealed record IntentDefinition(string Name)
{
    /// <summary>What people say.</summary>
    public required IReadOnlyList<Pattern> Hear { get; init; }

    /// <summary>Heard only right after one of these; empty for always.</summary>
    public IReadOnlyList<string> Follows { get; init; } = [];

    /// <summary>Words for slots that were not said, read when they are needed ("today" depends on the day).</summary>
    public IReadOnlyDictionary<string, SlotDefault> Defaults { get; init; } = new Dictionary<string, SlotDefault>();

    /// <summary>Another intent that acts in its place, with the slots of the last turn filled in.</summary>
    public string? Like { get; init; }

    /// <summary>Tool to ask before answering.</summary>
    public ToolCallDefinition? Call { get; init; }

    /// <summary>What to answer.</summary>
    public ReplyLines Say { get; init; } = ReplyLines.None;
}
