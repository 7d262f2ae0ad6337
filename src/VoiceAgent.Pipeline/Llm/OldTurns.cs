using Microsoft.Extensions.AI;

namespace VoiceAgent.Llm;

/// <summary>The oldest part of a conversation, to be summarised.</summary>
/// <param name="Entries">How many entries it has.</param>
/// <param name="Messages">The same as a model is told it.</param>
internal sealed record OldTurns(int Entries, IReadOnlyList<ChatMessage> Messages);
