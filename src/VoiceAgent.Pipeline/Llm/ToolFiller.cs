using VoiceAgent.Frames;

namespace VoiceAgent.Llm;

/// <summary>Says something short while the user waits for a tool, in turn, and once for each wait.</summary>
internal sealed class ToolFiller(IReadOnlyList<string> fillers)
{
    private int _next;

    /// <summary>True when there is something to say.</summary>
    public bool IsOn => fillers.Count > 0;

    /// <summary>The next filler. It is no part of the conversation, and the answer is still to come.</summary>
    public TtsSpeakFrame Next() => new(fillers[_next++ % fillers.Count]) { HasMore = true, AddToContext = false };
}
