namespace VoiceAgent.Processors;

/// <summary>
/// Times at which the timers of all sessions come due together. Each on its own would wake a thread for every one of them, a thousand times a
/// second under load; on a grid the thread wakes once for all that are due (<c>docs/decisions/0020</c>).
/// </summary>
internal static class TimerGrid
{
    /// <summary>Distance of two lines, in milliseconds: much less than a piece of audio lasts.</summary>
    public const int Step = 4;

    /// <summary>The delay after which a timer of this clock should fire. Only the real clock has a grid: virtual time is exact.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="delay">What was asked for; the answer is at most <see cref="Step"/> longer.</param>
    public static TimeSpan Align(TimeProvider time, TimeSpan delay)
    {
        if (time != TimeProvider.System || delay <= TimeSpan.Zero)
        {
            return delay;
        }

#pragma warning disable RS0030 // The clock the runtime's own timers count in: only on its lines do they fall together.
        return Align(Environment.TickCount64, delay);
#pragma warning restore RS0030
    }

    /// <summary>The same, for a clock that has counted this many milliseconds.</summary>
    public static TimeSpan Align(long now, TimeSpan delay)
    {
        var due = now + (long)Math.Ceiling(delay.TotalMilliseconds);
        var beyond = due % Step;
        return TimeSpan.FromMilliseconds(due + (beyond == 0 ? 0 : Step - beyond) - now);
    }
}
