namespace VoiceAgent.Testing;

/// <summary>
/// What happens beside the thread that drives virtual time. Continuations that land on the thread pool are let in one at a time, when the
/// driving thread has nothing else to do; what was announced is waited for; anybody else is reported.
/// </summary>
/// <remarks>
/// An async local flows with everything started under virtual time and tells when a pool thread takes up or leaves its context. Whether
/// a continuation is still on its way is seen from the pool: how much is queued there, and how many threads are at work.
/// </remarks>
internal sealed class OtherThreads(object gate)
{
    private const int PoolThreads = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PatienceWithBlocked = TimeSpan.FromSeconds(1);

    private static readonly AsyncLocal<OtherThreads?> Current = new(static change =>
    {
        if (change.ThreadContextChanged && change.CurrentValue != change.PreviousValue)
        {
            change.PreviousValue?.Leave();
            change.CurrentValue?.Enter();
        }
    });

    private static int s_driversFromPool;

    /// <summary>Pool threads that were at work when all was still: on something else, such as a test beside this one.</summary>
    private static int s_strangers;

    private readonly List<Announcement> _announced = [];
    private string? _intruder;
    private volatile int _driver;
    private volatile int _guest;
    private volatile int _coming;
    private volatile bool _isOpen;
    private int _events;

    /// <summary>Driving threads are pool threads that wait: what they wait for must not wait for a new thread.</summary>
    static OtherThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, PoolThreads), ports);
    }

    /// <summary>How long, in real time, the driving thread waits for others.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>True when the calling thread drives, or is let in.</summary>
    public bool IsInside => Environment.CurrentManagedThreadId is var me && (me == _driver || me == _guest);

    /// <summary>Marks whatever the caller starts from now on as part of this virtual time.</summary>
    public void Adopt() => Current.Value = this;

    /// <summary>The calling thread begins to drive, or, with false, stops.</summary>
    public void Drive(bool begins)
    {
        lock (gate)
        {
            Interlocked.Add(
                ref s_driversFromPool,
                !Thread.CurrentThread.IsThreadPoolThread ? 0
                    : begins ? 1
                    : -1
            );
            _driver = begins ? Environment.CurrentManagedThreadId : 0;
            _intruder = null;
            Happened();
        }
    }

    public IDisposable Announce(string what)
    {
        lock (gate)
        {
            var announcement = new Announcement(this, what);
            _announced.Add(announcement);
            return announcement;
        }
    }

    /// <summary>Somebody calls in. Held under the gate.</summary>
    public void Note(string what)
    {
        if (_driver != 0 && !IsInside && _announced.Count == 0)
        {
            _intruder ??=
                $"{what} from a thread of its own while virtual time was running, so the order of events is left to chance. Announce what "
                + $"runs there with Busy or Track. It came from:{Environment.NewLine}{Environment.StackTrace}";
        }

        Happened();
    }

    /// <summary>Fails when somebody called in who was not announced. Held under the gate, by the driving thread.</summary>
    public void ThrowIfIntruded()
    {
        if (_intruder is { } intruder)
        {
            _intruder = null;
            throw new InvalidOperationException(intruder);
        }
    }

    /// <summary>Lets others in, and waits for those on their way. Held under the gate, by the driving thread when it has nothing to do.</summary>
    /// <returns>True when there may be something new to do; false when all is still.</returns>
    public bool Await()
    {
        var events = _events;
        if (_announced.Count > 0)
        {
            Rest(() => _events != events);
            return true;
        }

        var began = TimeProvider.System.GetTimestamp();
        while (_coming == 0 && _guest == 0 && _events == events && IsPoolAtWork())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                // Not our work, then: from now on it is taken for granted.
                s_strangers = ThreadsAtWork();
                break;
            }

            Monitor.Exit(gate);
            Thread.Yield();
            Monitor.Enter(gate);
        }

        if (_coming > 0 || _guest != 0)
        {
            Rest(() => _coming == 0 && _guest == 0);
        }

        return _events != events || _intruder is not null;
    }

    /// <summary>True when something waits for the pool, or more of its threads are at work than when all was still.</summary>
    private static bool IsPoolAtWork()
    {
        // In this order: a thread counts as at work before it takes something from the queue.
        if (ThreadPool.PendingWorkItemCount > 0)
        {
            return true;
        }

        var atWork = ThreadsAtWork();
        s_strangers = Math.Min(s_strangers, atWork);
        return atWork > s_strangers;
    }

    /// <summary>Pool threads that do something else than drive.</summary>
    private static int ThreadsAtWork()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return Math.Max(0, all - free - Volatile.Read(ref s_driversFromPool));
    }

    /// <summary>Waits in real time until the condition holds, while others may be in.</summary>
    private void Rest(Func<bool> until)
    {
        var began = TimeProvider.System.GetTimestamp();
        _isOpen = true;
        Monitor.PulseAll(gate);
        while (!until() && _intruder is null)
        {
            var left = Limit - TimeProvider.System.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                _isOpen = false;
                var names = _announced.Count > 0 ? string.Join(", ", _announced.Select(a => a.What)) : "a pool thread";
                throw new TimeoutException(
                    $"Still busy beside virtual time after {Limit.TotalSeconds:0.#} s of real time: {names}."
                );
            }

            Monitor.Wait(gate, left);
        }

        _isOpen = false;
    }

    /// <summary>A thread takes up a context that was made under virtual time.</summary>
    private void Enter()
    {
        if (_driver == 0 || IsInside || !Thread.CurrentThread.IsThreadPoolThread)
        {
            return;
        }

        // Counted before the gate is reached: the driving thread holds that while it looks whether anybody comes.
        Interlocked.Increment(ref _coming);
        lock (gate)
        {
            WaitForTurn();
            Interlocked.Decrement(ref _coming);
            if (_announced.Count == 0)
            {
                _guest = Environment.CurrentManagedThreadId;
            }

            Happened();
        }
    }

    /// <summary>A driving thread that does not rest for long is blocked, probably for what this one is about to do: then it goes in beside it.</summary>
    private void WaitForTurn()
    {
        Monitor.PulseAll(gate);
        var began = TimeProvider.System.GetTimestamp();
        while (_driver != 0 && _announced.Count == 0 && (!_isOpen || _guest != 0))
        {
            var left = PatienceWithBlocked - TimeProvider.System.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            Monitor.Wait(gate, left);
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            if (_guest == Environment.CurrentManagedThreadId)
            {
                _guest = 0;
                Happened();
            }
        }
    }

    private void Withdraw(Announcement announcement)
    {
        lock (gate)
        {
            _announced.Remove(announcement);
            Happened();
        }
    }

    private void Happened()
    {
        _events++;
        Monitor.PulseAll(gate);
    }

    private sealed class Announcement(OtherThreads threads, string what) : IDisposable
    {
        public string What => what;

        public void Dispose() => threads.Withdraw(this);
    }
}
