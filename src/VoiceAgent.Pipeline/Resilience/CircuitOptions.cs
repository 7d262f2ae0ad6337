namespace VoiceAgent.Resilience;

/// <summary>When a provider that fails is left alone, and for how long.</summary>
public sealed record CircuitOptions
{
    /// <summary>Share of requests that must have failed. More than 0, up to 1, default 0.5.</summary>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>Requests there must have been within <see cref="Window"/>. 2 to 10000, default 4.</summary>
    public int MinimumRequests { get; set; } = 4;

    /// <summary>How far back requests count. 0.5 s to 1 day, default 30 s.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the provider is left alone, before one request tries it again. 0.5 s to 1 day, default 15 s.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Longest a provider is left alone because it asks for it, with <c>Retry-After</c>; what it asks for beyond is not granted. Zero or more,
    /// default 1 min.
    /// </summary>
    public TimeSpan LongestRest { get; set; } = TimeSpan.FromMinutes(1);
}
