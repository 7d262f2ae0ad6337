namespace VoiceAgent.Processors;

/// <summary>
/// Times at which the timers of all sessions come due together. Each on its own would wake a thread for every one of them, a thousand times a
/// second under load; on a grid the thread wakes once for all that are due (<c>docs/decisions/0020</c>).
/// </summary>
internal static class TimerGrid
{
    /// <summary>Distance of two lines: much less than a piece of audio lasts.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(4);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>The delay after which a timer of this clock should fire. Only the real clock has a grid: virtual time is exact.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="delay">What was asked for; the answer is at most <see cref="Step"/> and a millisecond longer.</param>
    public static TimeSpan Align(TimeProvider time, TimeSpan delay) =>
        time == TimeProvider.System && delay > TimeSpan.Zero ? Align(time.GetElapsedTime(0), delay) : delay;

    /// <summary>The same, at a time of the clock. The runtime's timers count whole milliseconds and drop the rest, which must not make one early.</summary>
    public static TimeSpan Align(TimeSpan now, TimeSpan delay) => Up(Up(now + delay, Step) - now, Tick);

    private static TimeSpan Up(TimeSpan time, TimeSpan unit) => (time.Ticks + unit.Ticks - 1) / unit.Ticks * unit;
}
