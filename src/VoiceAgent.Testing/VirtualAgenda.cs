namespace VoiceAgent.Testing;

/// <summary>What is to happen in virtual time, and the loop that makes it happen.</summary>
internal sealed class VirtualAgenda
{
    private const int Remembered = 12;
    private readonly object _lock = new();
    private readonly object _wheel = new();
    private readonly Queue<IThreadPoolWorkItem> _items = new();
    private readonly SortedSet<VirtualTimer> _timers = new(new DueThenNumber());
    private readonly Queue<object> _lastSteps = new();
    private long _now;
    private long _numbers;
    private long _steps;
    private long _stepsSince;

    public int StepLimit { get; set; } = 1_000_000;

    public VirtualAgenda() => Others = new OtherThreads(_lock);

    public OtherThreads Others { get; }

    /// <summary>Ticks since the beginning.</summary>
    public long Now => Volatile.Read(ref _now);

    public long NextNumber() => Interlocked.Increment(ref _numbers);

    public void Enqueue(IThreadPoolWorkItem item)
    {
        lock (_lock)
        {
            Others.Note($"{item.GetType().Name} was queued");
            _items.Enqueue(item);
        }
    }

    /// <summary>Sets when a timer fires, counted from now.</summary>
    /// <returns>False when it is disposed.</returns>
    public bool Arm(VirtualTimer timer, long? ticks, long period)
    {
        lock (_lock)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            Others.Note($"{timer.Name} was set");
            _timers.Remove(timer);
            timer.Due = Now + ticks;
            timer.Period = period;
            if (timer.Due is not null)
            {
                _timers.Add(timer);
            }

            return true;
        }
    }

    public void Remove(VirtualTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            timer.IsDisposed = true;
        }
    }

    /// <summary>Makes the calling thread the one that drives, until disposed.</summary>
    /// <exception cref="InvalidOperationException">It is already.</exception>
    public Drive TakeWheel()
    {
        if (Others.IsInside)
        {
            throw new InvalidOperationException(
                "Virtual time is being driven by this very thread: inside a callback or a body given to Run, wait with "
                    + "'await Task.Delay(duration, time)' instead."
            );
        }

        Monitor.Enter(_wheel);
        var drive = new Drive(this, SynchronizationContext.Current);
        SynchronizationContext.SetSynchronizationContext(null);
        Others.Adopt();
        Others.Drive(true);
        return drive;
    }

    /// <summary>Runs what there is to run and moves the clock, at most by some ticks, until a condition holds while all is still.</summary>
    /// <param name="ticks">How far the clock may move.</param>
    /// <param name="condition">When to stop; null moves the clock all the way.</param>
    /// <returns>False when the clock was moved all the way, or nothing is left that could make the condition true.</returns>
    public bool Run(long ticks, Func<bool>? condition)
    {
        var end = checked(Now + ticks);
        while (true)
        {
            while (Next() is { } step)
            {
                Count(step);
                Do(step);
            }

            if (condition?.Invoke() == true)
            {
                return true;
            }

            if (!MoveTo(end, evenIfIdle: condition is null))
            {
                return false;
            }
        }
    }

    /// <summary>What is left to happen, for error messages.</summary>
    public string Describe()
    {
        lock (_lock)
        {
            if (_timers.Count == 0)
            {
                return "Nothing is left to happen: no work is queued and no timer is set.";
            }

            var next = _timers.Take(Remembered).Select(t => $"{t.Name} at {new TimeSpan(t.Due!.Value)}");
            return $"Timers that are set: {string.Join("; ", next)}.";
        }
    }

    private static void Do(object step)
    {
        if (step is VirtualTimer timer)
        {
            timer.Fire();
        }
        else
        {
            ((IThreadPoolWorkItem)step).Execute();
        }
    }

    /// <summary>The next thing to do at this time, or null when all is still, on other threads too.</summary>
    private object? Next()
    {
        lock (_lock)
        {
            do
            {
                Others.ThrowIfIntruded();
                if (_items.TryDequeue(out var item))
                {
                    return item;
                }

                if (_timers.Min is { } timer && timer.Due <= _now)
                {
                    Rearm(timer);
                    return timer;
                }
            } while (Others.Await());

            return null;
        }
    }

    private void Rearm(VirtualTimer timer)
    {
        _timers.Remove(timer);
        timer.Due = timer.Period == 0 ? null : timer.Due + timer.Period;
        if (timer.Due is not null)
        {
            _timers.Add(timer);
        }
    }

    /// <summary>Sets the clock to the next timer, but not beyond the end.</summary>
    /// <returns>False when there is no reason to: it stands at the end, or nothing would happen there.</returns>
    private bool MoveTo(long end, bool evenIfIdle)
    {
        lock (_lock)
        {
            if (_now >= end || (_timers.Count == 0 && !evenIfIdle))
            {
                return false;
            }

            Volatile.Write(ref _now, _timers.Min is { Due: { } due } && due < end ? due : end);
            return true;
        }
    }

    private void Count(object step)
    {
        if (_now - _stepsSince >= TimeSpan.TicksPerMillisecond)
        {
            _stepsSince = _now;
            _steps = 0;
        }

        _lastSteps.Enqueue(step);
        if (_lastSteps.Count > Remembered)
        {
            _lastSteps.Dequeue();
        }

        if (++_steps > StepLimit)
        {
            var last = _lastSteps.Select(s => s is VirtualTimer timer ? timer.Name : s.GetType().Name);
            throw new InvalidOperationException(
                $"More than {StepLimit} steps within a millisecond at {new TimeSpan(_now)}: something goes round for ever. "
                    + $"The last steps were: {string.Join(", ", last)}."
            );
        }
    }

    /// <summary>A turn at driving.</summary>
    internal readonly struct Drive(VirtualAgenda agenda, SynchronizationContext? context) : IDisposable
    {
        public void Dispose()
        {
            agenda.Others.Drive(false);
            SynchronizationContext.SetSynchronizationContext(context);
            Monitor.Exit(agenda._wheel);
        }
    }

    private sealed class DueThenNumber : IComparer<VirtualTimer>
    {
        public int Compare(VirtualTimer? x, VirtualTimer? y)
        {
            var byDue = Nullable.Compare(x!.Due, y!.Due);
            return byDue != 0 ? byDue : x.Number.CompareTo(y.Number);
        }
    }
}
