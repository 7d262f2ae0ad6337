namespace VoiceAgent.Testing;

/// <summary>
/// What happens beside the thread that drives virtual time. Continuations that land on the thread pool are let in one at a time, while
/// the driving thread rests; what was announced is waited for; anybody else is reported.
/// </summary>
/// <remarks>
/// An async local flows with everything started under virtual time and tells when a pool thread takes up or leaves its context. That a
/// continuation is on its way is seen from the length of the pool's queues; an item sent after it tells when it has been taken up.
/// </remarks>
internal sealed class OtherThreads(object gate)
{
    private const int Fences = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly AsyncLocal<OtherThreads?> Current = new(static change =>
    {
        if (change.ThreadContextChanged && change.CurrentValue != change.PreviousValue)
        {
            change.PreviousValue?.Leave();
            change.CurrentValue?.Enter();
        }
    });

    private readonly List<Announcement> _announced = [];
    private string? _intruder;
    private int _driver;
    private int _guest;
    private int _queueing;
    private int _events;
    private bool _resting;

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
            _driver = begins ? Environment.CurrentManagedThreadId : 0;
            _intruder = null;
            Monitor.PulseAll(gate);
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

    /// <summary>Somebody calls in from outside. Held under the gate.</summary>
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

    /// <summary>Lets in who waits to get in. Held under the gate, by the driving thread.</summary>
    public void LetIn()
    {
        if (_queueing > 0 || _guest != 0)
        {
            Rest(() => _queueing == 0 && _guest == 0);
        }

        if (_intruder is { } intruder)
        {
            _intruder = null;
            throw new InvalidOperationException(intruder);
        }
    }

    /// <summary>Waits for what was announced and for continuations on their way to the pool. Held under the gate, by the driving thread.</summary>
    /// <returns>True when there may be something new to do; false when all is still.</returns>
    public bool Await()
    {
        var events = _events;
        if (_announced.Count > 0)
        {
            Rest(() => _events != events);
            return true;
        }

        for (var i = 0; i < Fences && ThreadPool.PendingWorkItemCount > 0 && _events == events; i++)
        {
            var fence = new Fence(gate);
            ThreadPool.UnsafeQueueUserWorkItem(fence, preferLocal: true);
            Rest(() => fence.IsPassed);
            LetIn();
        }

        return _events != events;
    }

    /// <summary>Waits in real time until the condition holds, while others may be in.</summary>
    private void Rest(Func<bool> until)
    {
        var began = TimeProvider.System.GetTimestamp();
        _resting = true;
        Monitor.PulseAll(gate);
        while (!until() && _intruder is null)
        {
            var left = Limit - TimeProvider.System.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                _resting = false;
                var names = _announced.Count > 0 ? string.Join(", ", _announced.Select(a => a.What)) : "a pool thread";
                throw new TimeoutException($"Still busy beside virtual time after {Limit.TotalSeconds:0.#} s of real time: {names}.");
            }

            Monitor.Wait(gate, left);
        }

        _resting = false;
    }

    /// <summary>A thread takes up a context that was made under virtual time.</summary>
    private void Enter()
    {
        lock (gate)
        {
            if (_driver == 0 || IsInside || !Thread.CurrentThread.IsThreadPoolThread || _announced.Count > 0)
            {
                return;
            }

            _queueing++;
            Monitor.PulseAll(gate);
            var began = TimeProvider.System.GetTimestamp();
            while (_driver != 0 && (!_resting || _guest != 0))
            {
                // A driving thread that does not rest blocks, probably for what this one is about to do.
                var left = Patience - TimeProvider.System.GetElapsedTime(began);
                if (left <= TimeSpan.Zero)
                {
                    break;
                }

                Monitor.Wait(gate, left);
            }

            _queueing--;
            _guest = Environment.CurrentManagedThreadId;
            Happened();
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            if (_guest == Environment.CurrentManagedThreadId)
            {
                _guest = 0;
                Monitor.PulseAll(gate);
            }
        }
    }

    private sealed class Announcement(OtherThreads threads, string what) : IDisposable
    {
        public string What => what;

        public void Dispose() => threads.Withdraw(this);
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
