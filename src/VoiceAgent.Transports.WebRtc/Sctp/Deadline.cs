namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>A timer that somebody else watches: a point on the driver's clock, or none.</summary>
internal struct Deadline
{
    public TimeSpan? At { get; private set; }

    public readonly bool IsRunning => At is not null;

    public static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    public void Set(TimeSpan at) => At = at;

    public void Clear() => At = null;

    /// <summary>True once when the time has come; the timer is stopped then.</summary>
    public bool Expire(TimeSpan now)
    {
        if (At is not { } at || at > now)
        {
            return false;
        }

        At = null;
        return true;
    }
}
