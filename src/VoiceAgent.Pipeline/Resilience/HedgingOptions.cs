namespace VoiceAgent.Resilience;

/// <summary>When a second model is asked because the first one is slow.</summary>
public sealed record HedgingOptions
{
    /// <summary>True asks a second one. Default false: it costs money.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>
    /// The second is asked when the first has taken longer than this share of the last requests took to their first token. 0.5 to 0.999,
    /// default 0.9. Never earlier than what <see cref="MaximumShare"/> pays for.
    /// </summary>
    public double Percentile { get; set; } = 0.9;

    /// <summary>Most second requests, as a share of all. More than 0, up to 1, default 0.08.</summary>
    public double MaximumShare { get; set; } = 0.08;

    /// <summary>Requests that are remembered. 16 to 10000, default 256.</summary>
    public int Window { get; set; } = 256;

    /// <summary>Requests there must have been before their times are believed. 1 to <see cref="Window"/>, default 20.</summary>
    public int MinimumSamples { get; set; } = 20;

    /// <summary>When the second is asked before there are that many. More than zero, default 1.5 s.</summary>
    public TimeSpan InitialDelay { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The second is never asked earlier than this. Default 50 ms.</summary>
    public TimeSpan MinimumDelay { get; set; } = TimeSpan.FromMilliseconds(50);
}
