using VoiceAgent.Frames;

namespace VoiceAgent.Pipelines;

/// <summary>How a session came to its end.</summary>
public enum PipelineOutcome
{
    /// <summary>Everything queued was worked off.</summary>
    Ended,

    /// <summary>It was cancelled; what was queued is lost.</summary>
    Cancelled,

    /// <summary>A processor did not let go in time; it was left behind.</summary>
    Abandoned,

    /// <summary>It could not start, or met an error it could not go on from.</summary>
    Failed,
}

/// <summary>The end of a session.</summary>
/// <param name="Outcome">How it came.</param>
/// <param name="Reason">Why, for logs.</param>
public sealed record PipelineResult(PipelineOutcome Outcome, string Reason)
{
    /// <summary>The error it ended with, if any.</summary>
    public ErrorFrame? Error { get; init; }
}
