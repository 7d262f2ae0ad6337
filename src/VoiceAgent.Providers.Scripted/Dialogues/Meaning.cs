using VoiceAgent.Providers.Scripted.Definitions;
using VoiceAgent.Providers.Scripted.Patterns;

namespace VoiceAgent.Providers.Scripted.Dialogues;

/// <summary>What a user turn was understood as.</summary>
internal sealed record Meaning(UtteranceKind Kind, string Target, IReadOnlyList<Capture> Values);

/// <summary>What decides how a turn is understood.</summary>
/// <param name="Form">Name of the form in progress.</param>
/// <param name="Expected">Slot the agent has asked for.</param>
/// <param name="Last">Intent or form answered last.</param>
/// <param name="Now">The user's local time at that turn.</param>
internal readonly record struct MeaningContext(string? Form, string? Expected, string? Last, DateTimeOffset Now);
