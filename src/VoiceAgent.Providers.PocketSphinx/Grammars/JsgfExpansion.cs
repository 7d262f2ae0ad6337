namespace VoiceAgent.Providers.PocketSphinx.Grammars;

/// <summary>What may be said where: the right side of a rule, or a part of it.</summary>
internal abstract record JsgfExpansion
{
    /// <summary>Nothing is said.</summary>
    internal sealed record Nothing : JsgfExpansion;

    /// <summary>One word, in lower case.</summary>
    internal sealed record Word(string Text) : JsgfExpansion;

    /// <summary>What another rule says.</summary>
    internal sealed record Reference(string Rule, int Line) : JsgfExpansion;

    /// <summary>One part after the other.</summary>
    internal sealed record Sequence(IReadOnlyList<JsgfExpansion> Parts) : JsgfExpansion;

    /// <summary>One of several; weights are above 0, and 1 where the grammar gives none.</summary>
    internal sealed record Choice(IReadOnlyList<(float Weight, JsgfExpansion Part)> Parts) : JsgfExpansion;

    /// <summary>Said or left out.</summary>
    internal sealed record Optional(JsgfExpansion Part) : JsgfExpansion;

    /// <summary>Said again and again: at least once with <c>+</c>, also not at all with <c>*</c>.</summary>
    internal sealed record Repetition(JsgfExpansion Part, bool AtLeastOnce) : JsgfExpansion;
}
