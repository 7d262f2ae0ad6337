using Microsoft.Extensions.AI;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Llm;

/// <summary>One request to the model, and the tools it calls.</summary>
/// <param name="context">The conversation.</param>
/// <param name="messages">The conversation as the model gets it.</param>
/// <param name="response">The response it makes.</param>
/// <param name="number">Which step of the reply it is, from 1.</param>
internal sealed class LlmStep(
    ConversationContext context,
    IReadOnlyList<ChatMessage> messages,
    ResponseId response,
    int number
)
{
    public ConversationContext Context => context;

    public IReadOnlyList<ChatMessage> Messages => messages;

    public ResponseId Response => response;

    public int Number => number;

    /// <summary>True when the model speaks its answer itself.</summary>
    public bool IsSpoken { get; init; }

    /// <summary>The mark at the end of its answer.</summary>
    public LlmResponseEndFrame End => new() { ResponseId = response, IsSpoken = IsSpoken };

    /// <summary>True once the model has said something.</summary>
    public bool HasText { get; set; }

    public ProcessorWork? Work { get; set; }
}
