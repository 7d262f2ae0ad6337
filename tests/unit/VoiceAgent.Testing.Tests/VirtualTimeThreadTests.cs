namespace VoiceAgent.Testing;

public class VirtualTimeThreadTests
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _events = [];

    [Fact]
    public void Everything_the_runtime_builds_on_a_clock_continues_on_the_driving_thread()
    {
        var driver = Environment.CurrentManagedThreadId;
        var threads = new List<int>();
        async Task UseAll()
        {
            await Task.Delay(Ms(1), _time).ConfigureAwait(false);
            threads.Add(Environment.CurrentManagedThreadId);
            using var source = new CancellationTokenSource(Ms(1), _time);
            var never = new TaskCompletionSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never.Task.WaitAsync(source.Token));
            threads.Add(Environment.CurrentManagedThreadId);
            await Assert.ThrowsAsync<TimeoutException>(() => never.Task.WaitAsync(Ms(1), _time));
            threads.Add(Environment.CurrentManagedThreadId);
            using var periodic = new PeriodicTimer(Ms(5), _time);
            await periodic.WaitForNextTickAsync();
            threads.Add(Environment.CurrentManagedThreadId);
        }

        _time.Run(UseAll);

        Assert.Equal(Enumerable.Repeat(driver, 4), threads);
        Assert.Equal(Ms(8), _time.Elapsed);
    }

    [Fact]
    public void Driving_waits_for_what_was_announced()
    {
        var seen = false;
        _time.Executor.Execute(
            new Item(() =>
            {
                var busy = _time.Busy("pool");
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    _time.Executor.Execute(new Item(() => seen = true));
                    busy.Dispose();
                });
            })
        );

        _time.Settle();

        Assert.True(seen);
    }

    [Fact]
    public void Driving_waits_for_tracked_tasks()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _time.Track(gate.Task, "gate");
        ThreadPool.QueueUserWorkItem(_ => gate.SetResult());

        _time.Settle();

        Assert.True(gate.Task.IsCompleted);
    }

    [Fact]
    public void What_was_announced_and_never_ends_is_named()
    {
        var time = new VirtualTime { RealTimeLimit = Ms(1) };
        using var busy = time.Busy("a decoder");

        var error = Assert.Throws<TimeoutException>(time.Settle);

        Assert.Contains("a decoder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thread_that_was_not_announced_is_reported()
    {
        _time.Executor.Execute(
            new Item(() =>
            {
                var thread = new Thread(() => _time.Executor.Execute(new Item(() => { })));
                thread.Start();
                thread.Join();
            })
        );

        var error = Assert.Throws<InvalidOperationException>(_time.Settle);

        Assert.Contains("thread of its own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Continuations_that_land_on_the_thread_pool_are_waited_for()
    {
        var channel = System.Threading.Channels.Channel.CreateBounded<int>(1);
        using var semaphore = new SemaphoreSlim(0);
        using var source = new CancellationTokenSource();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task Wait(string name, Func<Task> wait)
        {
            try
            {
                await wait();
            }
            catch (OperationCanceledException)
            {
                Note("cancelled");
            }

            await Task.Delay(Ms(10), _time);
            Note(name);
        }

        async Task Release()
        {
            await Task.Delay(Ms(1), _time);
            gate.SetResult();
            await Task.Delay(Ms(1), _time);
            semaphore.Release();
            await Task.Delay(Ms(1), _time);
            await source.CancelAsync();
            await Task.Delay(Ms(1), _time);
            await channel.Writer.WriteAsync(1);
        }

        _time.Run(() =>
            Task.WhenAll(
                Wait("gate", () => gate.Task),
                Wait("semaphore", () => semaphore.WaitAsync()),
                Wait("delay", () => Task.Delay(Timeout.InfiniteTimeSpan, _time, source.Token)),
                Wait("channel", () => channel.Reader.ReadAsync().AsTask()),
                Release()
            )
        );

        Assert.Equal(["cancelled@3", "gate@11", "semaphore@12", "delay@13", "channel@14"], _events);
    }

    [Fact]
    public void Continuations_on_the_thread_pool_never_run_beside_anything_else()
    {
        var inside = 0;
        var overlapped = false;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Touch()
        {
            overlapped |= Interlocked.Exchange(ref inside, 1) == 1;
            Thread.SpinWait(1000);
            Volatile.Write(ref inside, 0);
        }

        async Task Wait()
        {
            await gate.Task;
            for (var i = 0; i < 20; i++)
            {
                Touch();
                await Task.Yield();
            }
        }

        async Task Beside()
        {
            gate.SetResult();
            for (var i = 0; i < 20; i++)
            {
                Touch();
                await Task.Delay(Ms(1), _time);
            }
        }

        _time.Run(() => Task.WhenAll(Wait(), Wait(), Wait(), Beside()));

        Assert.False(overlapped);
        Assert.Equal(Ms(20), _time.Elapsed);
    }

    [Fact]
    public void Driving_while_being_driven_is_refused()
    {
        _time.Executor.Execute(new Item(_time.Settle));

        Assert.Throws<InvalidOperationException>(_time.Settle);
    }

    [Fact]
    public void A_timer_runs_in_the_execution_context_it_was_made_in()
    {
        var local = new AsyncLocal<string> { Value = "made" };
        string? seen = null;
        using var timer = _time.CreateTimer(_ => seen = local.Value, null, Ms(1), Timeout.InfiniteTimeSpan);
        local.Value = "fired";

        _time.Advance(Ms(1));

        Assert.Equal("made", seen);
    }

    [Fact]
    public void The_synchronisation_context_is_put_back()
    {
        var before = SynchronizationContext.Current;
        var own = new SynchronizationContext();
        SynchronizationContext.SetSynchronizationContext(own);
        try
        {
            SynchronizationContext? inside = own;
            _time.Executor.Execute(new Item(() => inside = SynchronizationContext.Current));
            _time.Settle();

            Assert.Null(inside);
            Assert.Same(own, SynchronizationContext.Current);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private void Note(string name) => _events.Add($"{name}@{_time.Elapsed.TotalMilliseconds}");
}
