using VoiceAgent.Errors;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Pooling;

/// <summary>A pool's counters: since it was made, and as metrics. Changed under the pool's lock.</summary>
internal sealed class PoolTelemetry(PoolKey key)
{
    private readonly KeyValuePair<string, object?> _provider = new(VoiceAgentTelemetry.ProviderTag, key.Provider);
    private readonly KeyValuePair<string, object?> _configuration = new(VoiceAgentTelemetry.PoolTag, key.Configuration);

    private PoolStatistics _sums = new(key);

    /// <summary>What was counted so far.</summary>
    public PoolStatistics Describe() => _sums;

    public void Leased(bool isReused)
    {
        _sums = _sums with { Leases = _sums.Leases + 1, Reused = _sums.Reused + (isReused ? 1 : 0) };
        VoiceAgentTelemetry.PoolLeaseCount.Add(
            1,
            _provider,
            _configuration,
            new(VoiceAgentTelemetry.ReusedTag, isReused)
        );
        VoiceAgentTelemetry.PoolInUseCount.Add(1, _provider, _configuration);
    }

    public void Returned() => VoiceAgentTelemetry.PoolInUseCount.Add(-1, _provider, _configuration);

    public void Made()
    {
        _sums = _sums with { Created = _sums.Created + 1 };
        VoiceAgentTelemetry.PoolSizeCount.Add(1, _provider, _configuration);
    }

    public void Gone() => VoiceAgentTelemetry.PoolSizeCount.Add(-1, _provider, _configuration);

    public void Waited() => _sums = _sums with { Waits = _sums.Waits + 1 };

    public void WaitedFor(TimeSpan duration) =>
        VoiceAgentTelemetry.PoolWaitSeconds.Record(duration.TotalSeconds, _provider, _configuration);

    public void RanOut()
    {
        _sums = _sums with { Exhausted = _sums.Exhausted + 1 };
        Count(ErrorCodes.PoolExhausted);
    }

    public void Failed(string reason)
    {
        _sums = _sums with { Failures = _sums.Failures + 1 };
        Count(reason);
    }

    private void Count(string reason) =>
        VoiceAgentTelemetry.PoolFailureCount.Add(
            1,
            _provider,
            _configuration,
            new(VoiceAgentTelemetry.CodeTag, reason)
        );
}
