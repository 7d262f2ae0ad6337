using VoiceAgent.Providers.Scripted.Slots;

namespace VoiceAgent.Providers.Scripted.Patterns;

/// <summary>A value found for a slot, and the ones found before it.</summary>
internal sealed record Capture(string Slot, SlotValue Value, Capture? Earlier);

/// <summary>One way in which a pattern covers the words up to <paramref name="End"/>.</summary>
/// <param name="End">Index after the last word.</param>
/// <param name="Expected">How many values are for the slot the agent has asked for.</param>
/// <param name="Literals">How many words the pattern names itself.</param>
/// <param name="Slots">How many values it found.</param>
/// <param name="Captures">The values, last first.</param>
internal readonly record struct Derivation(int End, int Expected, int Literals, int Slots, Capture? Captures)
{
    /// <summary>True when this one says more: it answers the question, names more words itself, or needs fewer values.</summary>
    public bool IsBetterThan(in Derivation other) =>
        (Expected > 0, Literals, -Slots).CompareTo((other.Expected > 0, other.Literals, -other.Slots)) > 0;

    /// <summary>This one, after <paramref name="before"/>.</summary>
    public Derivation After(in Derivation before)
    {
        var captures = before.Captures;
        foreach (var capture in Captures is null ? [] : InOrder())
        {
            captures = capture with { Earlier = captures };
        }

        return new Derivation(
            End,
            Expected + before.Expected,
            Literals + before.Literals,
            Slots + before.Slots,
            captures
        );
    }

    /// <summary>The values in the order they were said; of a slot said twice, the last counts.</summary>
    public IReadOnlyList<Capture> InOrder()
    {
        var list = new List<Capture>();
        for (var capture = Captures; capture is not null; capture = capture.Earlier)
        {
            list.Add(capture);
        }

        list.Reverse();
        return list;
    }
}
