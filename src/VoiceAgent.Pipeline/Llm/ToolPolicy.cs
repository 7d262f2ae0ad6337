using Microsoft.Extensions.AI;

namespace VoiceAgent.Llm;

/// <summary>What happens when the model calls a tool that already runs with the same arguments.</summary>
public enum DuplicateCalls
{
    /// <summary>It runs once more.</summary>
    Run,

    /// <summary>Both calls get the one result.</summary>
    Join,

    /// <summary>The second call fails at once; the model is told that the first one still runs.</summary>
    Refuse,
}

/// <summary>How calls of one tool are treated. Give it to a tool with <see cref="ToolPolicies.WithPolicy"/>.</summary>
public sealed record ToolPolicy
{
    /// <summary>
    /// True when the conversation goes on while the tool runs: the model is told at once that it was started, and gets the result when nobody
    /// is speaking. Default false: the model waits.
    /// </summary>
    public bool Background { get; init; }

    /// <summary>
    /// True when an interruption cancels the call. A call that goes on hands in its result later, like one in the background. Default: true,
    /// but false in the background.
    /// </summary>
    public bool? CancelOnInterruption { get; init; }

    /// <summary>What happens when it already runs with the same arguments. Default: it runs once more.</summary>
    public DuplicateCalls Duplicates { get; init; }

    /// <summary>
    /// It must answer within this, or the model is told that it did not. Default: <see cref="LlmOptions.ToolTimeout"/>, 5 min in the
    /// background.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Spoken when the call takes long and the model has said nothing before it, such as "One moment.". Default: nothing.</summary>
    public string? Announcement { get; init; }

    /// <summary>How long a call takes before it is announced. Default 0.7 s.</summary>
    public TimeSpan AnnounceAfter { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>How calls of a tool without a policy are treated.</summary>
    internal static ToolPolicy Default { get; } = new();

    internal bool EndsWithInterruption => CancelOnInterruption ?? !Background;

    internal TimeSpan TimeoutWithin(LlmOptions options) =>
        Timeout ?? (Background ? TimeSpan.FromMinutes(5) : options.ToolTimeout);
}

/// <summary>Gives tools a policy.</summary>
public static class ToolPolicies
{
    /// <summary>The same tool, called as the policy says.</summary>
    public static AIFunction WithPolicy(this AIFunction function, ToolPolicy policy) =>
        new PolicyFunction(function, policy);

    private sealed class PolicyFunction(AIFunction function, ToolPolicy policy) : DelegatingAIFunction(function)
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ToolPolicy) && serviceKey is null ? policy : base.GetService(serviceType, serviceKey);
    }
}
