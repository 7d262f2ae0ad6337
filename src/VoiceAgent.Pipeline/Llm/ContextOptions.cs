using Microsoft.Extensions.AI;

namespace VoiceAgent.Llm;

/// <summary>How much of a conversation the model is told, and what becomes of the rest.</summary>
public sealed record ContextOptions
{
    /// <summary>
    /// Most tokens a request may have: older turns are left out, never the instructions and never the last turn. 256 or more, default 24000.
    /// Estimated, and corrected by what the model reports as usage.
    /// </summary>
    public int MaxTokens { get; set; } = 24_000;

    /// <summary>True has old turns summarised before they would have to be left out. Default false: it costs a request.</summary>
    public bool Summarises { get; set; }

    /// <summary>Share of <see cref="MaxTokens"/> from which old turns are summarised. 0.1 to 0.95, default 0.6.</summary>
    public double SummariseAt { get; set; } = 0.6;

    /// <summary>Turns of the user, the last ones, that are never summarised. 1 to 100, default 6.</summary>
    public int KeepTurns { get; set; } = 6;

    /// <summary>The model that summarises; null takes the agent's own. Not disposed.</summary>
    public IChatClient? SummaryClient { get; set; }

    /// <summary>A summary must be ready within this, or is tried again later. More than zero, default 20 s.</summary>
    public TimeSpan SummaryDeadline { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>What the model that summarises is told.</summary>
    public string SummaryInstruction { get; set; } =
        "Summarise the conversation below for the assistant who goes on with it. Keep names, numbers, dates, decisions, promises and "
        + "open questions. At most 150 words, in the language of the conversation.";
}
