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
    private const int Fences = 3;
    private static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ShortPatience = TimeSpan.FromMicroseconds(50);

    private static readonly AsyncLocal<OtherThreads?> Current = new(static change =>
    {
        if (change.ThreadContextChanged && change.CurrentValue != change.PreviousValue)
        {
            change.PreviousValue?.Leave();
            change.CurrentValue?.Enter();
        }
    });

    private static int s_driversFromPool;

    private readonly List<Announcement> _announced = [];
    private string? _intruder;
    private volatile int _driver;
    private volatile int _guest;
    private volatile int _coming;
    private volatile bool _isOpen;
    private bool _expecting;
    private int _events;

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

    /// <summary>A continuation is on its way to the pool, unless nobody waited for what ended. Called by the thread that sent it.</summary>
    public void Expect() => _expecting |= IsInside;

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

        var patience = _expecting ? Patience : ShortPatience;
        _expecting = false;
        for (var i = 0; i < Fences && _coming == 0 && ThreadPool.PendingWorkItemCount > 0; i++)
        {
            patience = Patience;
            PassFence();
        }

        if (_coming == 0)
        {
            Rest(() => _coming > 0 || _events != events || !IsPoolAtWork(), patience);
        }

        if (_coming > 0 || _guest != 0)
        {
            // What these have left behind may go on on the pool as well.
            Rest(() => _coming == 0 && _guest == 0);
            _expecting = true;
        }

        return _events != events || _intruder is not null;
    }

    /// <summary>True when pool threads other than those that drive are taken up with something.</summary>
    private static bool IsPoolAtWork()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return all - free > Volatile.Read(ref s_driversFromPool) || ThreadPool.PendingWorkItemCount > 0;
    }

    /// <summary>Waits until the pool has taken up what was sent to it before, or somebody comes.</summary>
    private void PassFence()
    {
        var fence = new Fence(gate);
        ThreadPool.UnsafeQueueUserWorkItem(fence, preferLocal: true);
        Rest(() => fence.IsPassed || _coming > 0);
    }

    /// <summary>Waits in real time until the condition holds, while others may be in; with a patience it gives up quietly.</summary>
    private void Rest(Func<bool> until, TimeSpan? patience = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        _isOpen = true;
        Monitor.PulseAll(gate);
        while (!until() && _intruder is null)
        {
            var left = (patience ?? Limit) - TimeProvider.System.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            if (patience is null)
            {
                Monitor.Wait(gate, left);
            }
            else
            {
                Monitor.Exit(gate);
                if (patience == ShortPatience)
                {
                    Thread.SpinWait(20);
                }
                else
                {
                    Thread.Yield();
                }

                Monitor.Enter(gate);
            }
        }

        _isOpen = false;
        if (patience is null && _intruder is null && !until())
        {
            var names = _announced.Count > 0 ? string.Join(", ", _announced.Select(a => a.What)) : "a pool thread";
            throw new TimeoutException(
                $"Still busy beside virtual time after {Limit.TotalSeconds:0.#} s of real time: {names}."
            );
        }
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
            var left = LongPatience - TimeProvider.System.GetElapsedTime(began);
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

    /// <summary>Goes through the pool's queue behind what was sent there before.</summary>
    private sealed class Fence(object gate) : IThreadPoolWorkItem
    {
        public bool IsPassed { get; private set; }

        public void Execute()
        {
            lock (gate)
            {
                IsPassed = true;
                Monitor.PulseAll(gate);
            }
        }
    }
}
