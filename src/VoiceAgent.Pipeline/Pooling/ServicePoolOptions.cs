using VoiceAgent.Errors;

namespace VoiceAgent.Pooling;

/// <summary>How many services a pool keeps, and for how long.</summary>
public sealed record ServicePoolOptions
{
    /// <summary>Services kept ready, made by <see cref="ServicePool{T}.PrewarmAsync"/> and held up from then on. 0 to <see cref="Maximum"/>, default 0.</summary>
    public int Minimum { get; set; }

    /// <summary>Services at a time, in use and idle together. 1 to 100000, default 16.</summary>
    public int Maximum { get; set; } = 16;

    /// <summary>Leases one service serves at a time: 1 for a connection, more for a model that all calls share. 1 to 100000, default 1.</summary>
    public int SharedBy { get; set; } = 1;

    /// <summary>Leases after which a service is not used again. 1 hands each out once, ready but never used before. More than zero; default: no limit.</summary>
    public int MaximumUses { get; set; } = int.MaxValue;

    /// <summary>A service that nobody used for this long goes, unless it is one of the <see cref="Minimum"/>. More than zero, default 2 min.</summary>
    public TimeSpan IdleLifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>A service this old is not used again; vendors cut long connections. More than zero, default 30 min.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A service idle for this long is checked before it is used again, and while it waits. More than zero, default 20 s.</summary>
    public TimeSpan CheckAfter { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A lease waits no longer than this for a free service, then it fails with <c>pool_exhausted</c>. Zero does not wait. Default 2 s.</summary>
    public TimeSpan LeaseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A service must be made, and a check answered, within this. More than zero, default 5 s.</summary>
    public TimeSpan CreateTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <exception cref="VoiceAgentException">A value is out of range: <see cref="ErrorCodes.InvalidConfiguration"/>.</exception>
    internal void ThrowIfInvalid()
    {
        Check(Maximum is >= 1 and <= 100_000, nameof(Maximum), Maximum, "1 to 100000");
        Check(Minimum >= 0 && Minimum <= Maximum, nameof(Minimum), Minimum, "0 to Maximum");
        Check(SharedBy is >= 1 and <= 100_000, nameof(SharedBy), SharedBy, "1 to 100000");
        Check(MaximumUses >= 1, nameof(MaximumUses), MaximumUses, "1 or more");
        Check(IdleLifetime > TimeSpan.Zero, nameof(IdleLifetime), IdleLifetime, "more than zero");
        Check(Lifetime > TimeSpan.Zero, nameof(Lifetime), Lifetime, "more than zero");
        Check(CheckAfter > TimeSpan.Zero, nameof(CheckAfter), CheckAfter, "more than zero");
        Check(LeaseTimeout >= TimeSpan.Zero, nameof(LeaseTimeout), LeaseTimeout, "zero or more");
        Check(CreateTimeout > TimeSpan.Zero, nameof(CreateTimeout), CreateTimeout, "more than zero");
    }

    private static void Check(bool isRight, string name, object value, string range)
    {
        if (!isRight)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"The pool's {name} is {value}; choose {range}."
            );
        }
    }
}
