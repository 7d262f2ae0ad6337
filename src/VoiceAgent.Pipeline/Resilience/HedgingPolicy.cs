using VoiceAgent.Telemetry;

namespace VoiceAgent.Resilience;

/// <summary>Decides when a second request is made and counts what that costs; shared by all sessions. Thread-safe.</summary>
internal sealed class HedgingPolicy(HedgingOptions options)
{
    /// <summary>Second requests that may be made at once after a quiet time.</summary>
    private const double Burst = 3;

    private readonly Lock _lock = new();
    private readonly RollingQuantile _firstTokens = new(options.Window);
    private double _credit = 1;
    private HedgingStatistics _statistics;

    public HedgingStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return _statistics;
            }
        }
    }

    /// <summary>
    /// How long the first one is waited for. Asking at a percentile below what the budget pays for would spend it on requests that were
    /// about to answer, and leave the slowest without.
    /// </summary>
    public TimeSpan Delay
    {
        get
        {
            if (_firstTokens.Count < options.MinimumSamples)
            {
                return options.InitialDelay;
            }

            var delay = _firstTokens.At(Math.Max(options.Percentile, 1 - options.MaximumShare));
            return delay > options.MinimumDelay ? delay : options.MinimumDelay;
        }
    }

    public bool IsEnabled => options.IsEnabled;

    /// <summary>A request begins: it pays a share of a second one.</summary>
    public void Asked()
    {
        lock (_lock)
        {
            _statistics = _statistics with { Requests = _statistics.Requests + 1 };
            _credit = Math.Min(Burst, _credit + options.MaximumShare);
        }
    }

    /// <summary>The first one has answered, or was given up for the second: it would have taken at least as long.</summary>
    public void Answered(TimeSpan firstToken) => _firstTokens.Add(firstToken);

    /// <summary>Takes the right to make a second request.</summary>
    public bool TryHedge()
    {
        lock (_lock)
        {
            if (_credit < 1)
            {
                return false;
            }

            _credit--;
            _statistics = _statistics with { Hedges = _statistics.Hedges + 1 };
            return true;
        }
    }

    /// <summary>The race is over.</summary>
    /// <param name="outcome"><c>won</c>, <c>lost</c> or <c>failed</c>: of the second request.</param>
    public void Decided(string outcome)
    {
        lock (_lock)
        {
            _statistics = _statistics with { Won = _statistics.Won + (outcome == "won" ? 1 : 0) };
        }

        VoiceAgentTelemetry.HedgeCount.Add(
            1,
            new KeyValuePair<string, object?>(VoiceAgentTelemetry.OutcomeTag, outcome)
        );
    }

    /// <summary>A request was thrown away.</summary>
    public void Wasted(string provider, long tokens)
    {
        lock (_lock)
        {
            _statistics = _statistics with { WastedTokens = _statistics.WastedTokens + tokens };
        }

        VoiceAgentTelemetry.HedgingWasteTokens.Add(
            tokens,
            new KeyValuePair<string, object?>(VoiceAgentTelemetry.ProviderTag, provider)
        );
    }
}
