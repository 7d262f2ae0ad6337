using Microsoft.Extensions.AI;

namespace VoiceAgent.Llm;

/// <summary>How the model is asked, and for how long it may be silent.</summary>
public sealed record LlmOptions
{
    /// <summary>Sent with every request: model, temperature, output limit. Tools are added by the processor.</summary>
    public ChatOptions? ChatOptions { get; set; }

    /// <summary>The tools the model may call.</summary>
    public IList<AIFunction> Tools { get; set; } = [];

    /// <summary>The first token must come within this. More than zero, default 5 s.</summary>
    public TimeSpan FirstTokenDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Every further token must come within this. More than zero, default 5 s.</summary>
    public TimeSpan NextTokenDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A tool must answer within this, or the model is told that it did not. More than zero, default 10 s.</summary>
    public TimeSpan ToolTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often in a row the model may call tools before it has to answer. 1 to 64, default 8.</summary>
    public int MaxToolSteps { get; set; } = 8;

    /// <summary>Longest tool result the model is told, in characters; the rest is cut. 256 to 1048576, default 16384.</summary>
    public int MaxToolResultLength { get; set; } = 16384;

    /// <summary>
    /// Spoken while the model waits for a tool, such as <c>One moment, please.</c>: one at a time, in turn, when the answer had no words before
    /// it. Not added to the conversation. Default: nothing.
    /// </summary>
    public IReadOnlyList<string> Fillers { get; set; } = [];

    /// <summary>How long a tool may take before a filler is spoken. More than zero, default 1.2 s.</summary>
    public TimeSpan FillerAfter { get; set; } = TimeSpan.FromSeconds(1.2);

    /// <summary>How much of the conversation the model is told.</summary>
    public ContextOptions Context { get; set; } = new();

    /// <summary>Spoken when the model fails. Null says nothing.</summary>
    public string? Apology { get; set; } = "Sorry, I cannot answer that right now. Please try again.";
}
