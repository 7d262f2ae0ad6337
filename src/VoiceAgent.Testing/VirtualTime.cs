using VoiceAgent.Processors;

namespace VoiceAgent.Testing;

/// <summary>
/// A clock that moves only when told to, and the single thread everything runs on. Timers fire in order of due time, then of
/// creation; work given to <see cref="Executor"/> runs in the order it came; both run inline on the thread that drives.
/// </summary>
/// <remarks>
/// <para>
/// While driving there is no synchronisation context, so continuations run inline where their task completes. The world is still when
/// the executor's queue is empty and no timer is due: <see cref="Settle"/> returns then, and the clock may move on. A conversation of
/// minutes takes milliseconds and happens in the same order each time.
/// </para>
/// <para>
/// Some continuations land on the thread pool all the same (of a cancelled <c>Task.Delay</c>, a semaphore, a channel, a task with several
/// awaiters). They are waited for and let in one at a time, never beside anything else. What runs on a thread of its own (a native
/// callback, a blocking loop) cannot be seen from here and must be announced with <see cref="Busy"/> or <see cref="Track"/>.
/// </para>
/// <para>
/// <see cref="TimestampFrequency"/> is neither that of <see cref="TimeSpan"/> nor that of the machine, on purpose: code that assumes one
/// is found out. All members may be called from any thread; one thread drives at a time.
/// </para>
/// </remarks>
public sealed class VirtualTime : TimeProvider
{
    private const long TimestampsPerTick = 3;
    private const long FirstTimestamp = 1_000_003;

    private readonly DateTimeOffset _start;
    private readonly VirtualAgenda _agenda = new();

    /// <summary>Makes a clock that stands at 2025-01-01, midnight UTC.</summary>
    public VirtualTime()
        : this(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero)) { }

    /// <summary>Makes a clock that stands at a given time.</summary>
    public VirtualTime(DateTimeOffset start)
    {
        _start = start;
        _agenda.Others.Adopt();
        Executor = new VirtualExecutor(_agenda);
    }

    /// <summary>Where pumps and work run in virtual time. Single-threaded.</summary>
    public PipelineExecutor Executor { get; }

    /// <summary>How far the clock has moved since it was made.</summary>
    public TimeSpan Elapsed => new(_agenda.Now);

    /// <summary>
    /// Steps (timers and work items) that may happen within a millisecond of virtual time before driving gives up with an exception that
    /// names the last ones. Default 1,000,000.
    /// </summary>
    public int StepLimit
    {
        get => _agenda.StepLimit;
        init => _agenda.StepLimit = value;
    }

    /// <summary>How long, in real time, driving waits for other threads. Default 30 s.</summary>
    public TimeSpan RealTimeLimit
    {
        get => _agenda.Others.Limit;
        init => _agenda.Others.Limit = value;
    }

    /// <inheritdoc />
    public override long TimestampFrequency => TimestampsPerTick * TimeSpan.TicksPerSecond;

    /// <summary>UTC: tests do not depend on where they run.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <inheritdoc />
    public override long GetTimestamp() => FirstTimestamp + (TimestampsPerTick * _agenda.Now);

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(_agenda, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs everything that can happen without the clock moving.</summary>
    /// <exception cref="InvalidOperationException">It never ends, or somebody drives already.</exception>
    /// <exception cref="TimeoutException">Something announced by <see cref="Busy"/> or <see cref="Track"/> does not end.</exception>
    public void Settle() => Advance(TimeSpan.Zero);

    /// <summary>Moves the clock on, stopping at each timer on the way and settling there.</summary>
    /// <param name="duration">How far; not negative.</param>
    /// <inheritdoc cref="Settle" path="/exception" />
    public void Advance(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        using var drive = _agenda.TakeWheel();
        _agenda.Run(duration.Ticks, condition: null);
    }

    /// <summary>Moves the clock on until it stands at <paramref name="elapsed"/> since it was made.</summary>
    /// <inheritdoc cref="Settle" path="/exception" />
    public void AdvanceTo(TimeSpan elapsed) => Advance(elapsed - Elapsed);

    /// <summary>Moves the clock on from timer to timer until a condition holds, and no further.</summary>
    /// <param name="condition">Looked at each time the world is still.</param>
    /// <param name="limit">Virtual time it may take.</param>
    /// <exception cref="TimeoutException">It did not come true: the limit is reached, or nothing moves any more.</exception>
    /// <exception cref="InvalidOperationException">Something never ends, or somebody drives already.</exception>
    public void RunUntil(Func<bool> condition, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(condition);
        using var drive = _agenda.TakeWheel();
        RunUntil(condition, limit, "The condition did not come true");
    }

    /// <summary>Runs an asynchronous body in virtual time: the clock moves whenever the body and all else wait.</summary>
    /// <param name="body">Runs on the calling thread. It waits with <c>Task.Delay(duration, time)</c>.</param>
    /// <param name="limit">Virtual time it may take; one hour unless given.</param>
    /// <exception cref="TimeoutException">It did not end: the limit is reached, or nothing moves any more.</exception>
    public void Run(Func<Task> body, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var drive = _agenda.TakeWheel();
        var task = body();
        RunUntil(() => task.IsCompleted, limit ?? TimeSpan.FromHours(1), "The body did not end");
        task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Run(Func{Task}, TimeSpan?)" />
    /// <returns>What the body returns.</returns>
    public T Run<T>(Func<Task<T>> body, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        Task<T>? task = null;
        Run(() => (Task)(task = body()), limit);
        return task!.GetAwaiter().GetResult();
    }

    /// <summary>Announces something that runs on another thread; driving waits until the announcement is disposed.</summary>
    /// <param name="what">Name for the error when it never ends.</param>
    public IDisposable Busy(string what) => _agenda.Others.Announce(what);

    /// <summary>Announces a task that completes on another thread; driving waits for it.</summary>
    /// <param name="task">The task. What it threw is for whoever awaits it.</param>
    /// <param name="what">Name for the error when it never ends.</param>
    public void Track(Task task, string what)
    {
        ArgumentNullException.ThrowIfNull(task);
        var busy = Busy(what);
        _ = task.ContinueWith(
            static (_, state) => ((IDisposable)state!).Dispose(),
            busy,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    private void RunUntil(Func<bool> condition, TimeSpan limit, string complaint)
    {
        var began = Elapsed;
        if (!_agenda.Run(limit.Ticks, condition))
        {
            throw new TimeoutException($"{complaint} between {began} and {Elapsed}. {_agenda.Describe()}");
        }
    }
}
