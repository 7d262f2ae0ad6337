using VoiceAgent.Frames;

namespace VoiceAgent.Llm;

/// <summary>Asks the model to answer the conversation as it stands.</summary>
/// <param name="Context">The conversation; on the pump only.</param>
public sealed record LlmContextFrame(ConversationContext Context) : DataFrame;
