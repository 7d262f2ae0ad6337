using Microsoft.Extensions.AI;
using VoiceAgent.Frames;

namespace VoiceAgent.Llm;

/// <summary>Speech that a model makes itself.</summary>
/// <param name="speech">The speech; of no response yet.</param>
internal sealed class SpokenContent(LlmAudioFrame speech) : AIContent
{
    public LlmAudioFrame Speech => speech;
}

/// <summary>A model that may speak its answers itself.</summary>
internal interface ISpeakingModel
{
    /// <summary>True when it speaks the answer it is asked for next.</summary>
    bool Speaks { get; }
}
