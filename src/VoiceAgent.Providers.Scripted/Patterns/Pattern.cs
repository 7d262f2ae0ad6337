using VoiceAgent.Providers.Scripted.Slots;

namespace VoiceAgent.Providers.Scripted.Patterns;

/// <summary>What people may say, as a tree. Nodes are compared by identity: one node may stand in many patterns.</summary>
internal abstract class Pattern;

/// <summary>One normalised word.</summary>
internal sealed class WordPattern(string word) : Pattern
{
    /// <summary>The word, as the tokenizer writes it.</summary>
    public string Word { get; } = word;
}

/// <summary>Parts one after the other.</summary>
internal sealed class SequencePattern(IReadOnlyList<Pattern> parts) : Pattern
{
    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<Pattern> Parts { get; } = parts;
}

/// <summary>One of several.</summary>
internal sealed class ChoicePattern(IReadOnlyList<Pattern> choices) : Pattern
{
    /// <summary>The choices; earlier ones win where nothing else decides.</summary>
    public IReadOnlyList<Pattern> Choices { get; } = choices;
}

/// <summary>Something that may be left out.</summary>
internal sealed class OptionalPattern(Pattern inner) : Pattern
{
    /// <summary>What may be left out.</summary>
    public Pattern Inner { get; } = inner;
}

/// <summary>Something once or more often.</summary>
internal sealed class RepeatPattern(Pattern inner) : Pattern
{
    /// <summary>What is repeated.</summary>
    public Pattern Inner { get; } = inner;
}

/// <summary>A value.</summary>
internal sealed class SlotPattern(string name, SlotType type) : Pattern
{
    /// <summary>Name under which the value is kept.</summary>
    public string Name { get; } = name;

    /// <summary>Kind of value.</summary>
    public SlotType Type { get; } = type;
}

/// <summary>A part with a name: a rule of its own in the grammar.</summary>
internal sealed class NamedPattern(string name, Pattern body) : Pattern
{
    /// <summary>Name, unique within an agent.</summary>
    public string Name { get; } = name;

    /// <summary>What it stands for.</summary>
    public Pattern Body { get; } = body;
}

/// <summary>
/// One way to give a slot of a form. A bare number counts only with other words around it or when the slot was asked for.
/// </summary>
internal sealed class DetailPattern(string slot, Pattern inner) : Pattern
{
    /// <summary>The form's slot.</summary>
    public string Slot { get; } = slot;

    /// <summary>The words with the value in them.</summary>
    public Pattern Inner { get; } = inner;
}
