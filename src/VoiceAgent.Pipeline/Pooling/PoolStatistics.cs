namespace VoiceAgent.Pooling;

/// <summary>What a pool holds now and has done since it was made.</summary>
/// <param name="Key">Provider and configuration.</param>
public sealed record PoolStatistics(PoolKey Key)
{
    /// <summary>Leases that run now.</summary>
    public int InUse { get; init; }

    /// <summary>Services that wait for a lease.</summary>
    public int Idle { get; init; }

    /// <summary>Services that exist or are being made.</summary>
    public int Size { get; init; }

    /// <summary>Callers that wait for a service now.</summary>
    public int Waiting { get; init; }

    /// <summary>Leases given so far.</summary>
    public long Leases { get; init; }

    /// <summary>Leases that got a service that was there already.</summary>
    public long Reused { get; init; }

    /// <summary>Services made so far.</summary>
    public long Created { get; init; }

    /// <summary>Leases that had to wait for somebody else's.</summary>
    public long Waits { get; init; }

    /// <summary>Leases that waited in vain.</summary>
    public long Exhausted { get; init; }

    /// <summary>Services that could not be made, failed a check, were given back broken or could not be closed.</summary>
    public long Failures { get; init; }

    /// <summary>Share of leases that got a service that was there already, 0 to 1.</summary>
    public double ReuseRate => Leases == 0 ? 0 : (double)Reused / Leases;
}
