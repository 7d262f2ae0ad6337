using VoiceAgent.Providers.Scripted.Slots;

namespace VoiceAgent.Providers.Scripted.Definitions;

/// <summary>Words that stand for a slot nobody filled.</summary>
internal sealed record SlotDefault(SlotType Type, IReadOnlyList<string> Words)
{
    /// <summary>The value today.</summary>
    public SlotValue? Read(DateTimeOffset now) => Type.Parse(Words.ToArray(), now);
}
