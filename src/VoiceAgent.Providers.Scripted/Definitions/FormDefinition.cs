using VoiceAgent.Providers.Scripted.Patterns;
using VoiceAgent.Providers.Scripted.Slots;
using VoiceAgent.Providers.Scripted.Templates;

namespace VoiceAgent.Providers.Scripted.Definitions;

/// <summary>Something that takes several turns: slots to fill, a confirmation, a tool.</summary>
internal sealed record FormDefinition(string Name)
{
    /// <summary>What people say to begin.</summary>
    public required IReadOnlyList<Pattern> Hear { get; init; }

    /// <summary>The slots in the order they are asked for.</summary>
    public required IReadOnlyList<FormSlot> Slots { get; init; }

    /// <summary>One or more details in any order: an answer.</summary>
    public required Pattern Answer { get; init; }

    /// <summary>What people say to change an answer.</summary>
    public IReadOnlyList<Pattern> Corrections { get; init; } = [];

    /// <summary>Asked when every slot is filled; empty to go on without asking.</summary>
    public ReplyLines Confirm { get; init; } = ReplyLines.None;

    /// <summary>Asked when the confirmation was answered with no.</summary>
    public ReplyLines Change { get; init; } = ReplyLines.None;

    /// <summary>Said when the user gives up.</summary>
    public ReplyLines Cancelled { get; init; } = ReplyLines.None;

    /// <summary>Tool that does it.</summary>
    public ToolCallDefinition? Call { get; init; }

    /// <summary>What to say when it is done.</summary>
    public ReplyLines Say { get; init; } = ReplyLines.None;
}

/// <summary>One thing a form needs to know.</summary>
internal sealed record FormSlot(string Name, SlotType Type)
{
    /// <summary>Asks for it.</summary>
    public required ReplyLines Ask { get; init; }

    /// <summary>Explains how to answer.</summary>
    public ReplyLines Help { get; init; } = ReplyLines.None;

    /// <summary>Says that a value is not possible; {value} is the value.</summary>
    public ReplyLines Wrong { get; init; } = ReplyLines.None;
}
