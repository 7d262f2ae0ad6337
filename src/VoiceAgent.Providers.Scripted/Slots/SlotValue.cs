namespace VoiceAgent.Providers.Scripted.Slots;

/// <summary>How sure a value is what it looks like.</summary>
internal enum SlotStrength
{
    /// <summary>The words say it: <c>two thirty</c>, <c>one hour</c>, <c>mountain view</c>.</summary>
    Plain,

    /// <summary>A bare number that other words must explain (<c>at three</c>), unless the agent has just asked for it.</summary>
    Bare,

    /// <summary>Only an answer to a question: <c>thirty</c> as half an hour.</summary>
    AnswerOnly,
}

/// <summary>What a slot holds.</summary>
/// <param name="Value">For tools: a string, a long or a double; dates and times in ISO 8601, durations in minutes.</param>
/// <param name="Spoken">For replies.</param>
internal sealed record SlotValue(object Value, string Spoken)
{
    /// <summary>How sure it is.</summary>
    public SlotStrength Strength { get; init; }

    /// <summary>True when the slot does not allow the value, such as a number outside its range.</summary>
    public bool Refused { get; init; }
}
