using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Llm;

/// <summary>
/// A tool's way to the conversation it was called in, while it runs. Thread-safe.
/// </summary>
public sealed class ToolCall
{
    private static readonly AsyncLocal<ToolCall?> Ambient = new();
    private readonly ProcessorWork _work;

    internal ToolCall(ProcessorWork work, string callId, string name)
    {
        _work = work;
        CallId = callId;
        Name = name;
    }

    /// <summary>The call the present tool runs for; null outside of a tool.</summary>
    public static ToolCall? Current
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }

    /// <summary>Id of the call, as the model gave it.</summary>
    public string CallId { get; }

    /// <summary>Name of the tool.</summary>
    public string Name { get; }

    /// <summary>Told what the tool asks for, before it is done; null when nobody listens.</summary>
    internal Action<ToolRequest, string>? Asked { get; set; }

    /// <summary>Why the session is to end, or null.</summary>
    internal string? EndReason { get; private set; }

    /// <summary>Speaks a text as it is, such as how far the work is. The reply itself is still to come.</summary>
    /// <param name="text">What to say.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public ValueTask SayAsync(string text)
    {
        Asked?.Invoke(ToolRequest.Say, text);
        return _work.PushAsync(new TtsSpeakFrame(text) { HasMore = true });
    }

    /// <summary>
    /// Lets another agent go on with the conversation: its model, instructions and tools, its voice, its grammar. It gives the answer to this
    /// call's result, and knows all that was said. An agent that does not exist is reported as an error and changes nothing.
    /// </summary>
    /// <param name="agent">Its name in the catalogue.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public ValueTask TransferToAsync(string agent)
    {
        Asked?.Invoke(ToolRequest.Transfer, agent);
        return _work.PushAsync(new TransferFrame(agent), FrameDirection.Upstream);
    }

    /// <summary>Ends the session when what the model says to this call's result was heard to its end: a goodbye.</summary>
    /// <param name="reason">For logs and the client; no content.</param>
    public void EndAfterSpeech(string reason)
    {
        Asked?.Invoke(ToolRequest.End, reason);
        EndReason = reason;
    }
}

/// <summary>What a tool asks of the session.</summary>
internal enum ToolRequest
{
    Say,
    Transfer,
    End,
}
