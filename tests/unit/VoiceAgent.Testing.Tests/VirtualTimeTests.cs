namespace VoiceAgent.Testing;

public class VirtualTimeTests
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _events = [];

    [Fact]
    public void Timers_fire_in_order_of_due_time_then_of_creation()
    {
        using var late = Timer("late", 30);
        using var first = Timer("first", 20);
        using var second = Timer("second", 20);
        using var early = Timer("early", 10);

        _time.Advance(Ms(30));

        Assert.Equal(["early@10", "first@20", "second@20", "late@30"], _events);
    }

    [Fact]
    public void A_timer_that_is_changed_keeps_its_place_in_the_order_of_creation()
    {
        using var first = Timer("first", 10);
        using var second = Timer("second", 20);
        first.Change(Ms(20), Timeout.InfiniteTimeSpan);

        _time.Advance(Ms(20));

        Assert.Equal(["first@20", "second@20"], _events);
    }

    [Fact]
    public void A_periodic_timer_fires_until_it_is_disposed()
    {
        var timer = Timer("tick", 10, 20);
        _time.Advance(Ms(55));
        timer.Dispose();
        _time.Advance(Ms(55));

        Assert.Equal(["tick@10", "tick@30", "tick@50"], _events);
        Assert.False(timer.Change(Ms(1), Ms(1)));
    }

    [Fact]
    public void The_clock_stops_at_each_timer_and_what_follows_from_it_happens_there()
    {
        async Task WaitTwice()
        {
            await Task.Delay(Ms(10), _time);
            Note("once");
            await Task.Delay(Ms(10), _time);
            Note("twice");
        }

        var task = Task.CompletedTask;
        _time.Executor.Execute(new Item(() => task = WaitTwice()));
        _time.Advance(Ms(100));

        Assert.Equal(["once@10", "twice@20"], _events);
        Assert.True(task.IsCompletedSuccessfully);
        Assert.Equal(Ms(100), _time.Elapsed);
    }

    [Fact]
    public void Work_items_run_in_order_and_never_before_they_were_queued()
    {
        _time.Executor.Execute(
            new Item(() =>
            {
                _time.Executor.Execute(new Item(() => Note("third")));
                Note("first");
            })
        );
        _time.Executor.Execute(new Item(() => Note("second")));
        Assert.Empty(_events);

        _time.Settle();

        Assert.Equal(["first@0", "second@0", "third@0"], _events);
    }

    [Fact]
    public void The_frequency_of_timestamps_is_odd_and_elapsed_times_are_exact_all_the_same()
    {
        Assert.NotEqual(TimeSpan.TicksPerSecond, _time.TimestampFrequency);
        Assert.NotEqual(TimeProvider.System.TimestampFrequency, _time.TimestampFrequency);

        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var began = _time.GetTimestamp();
            var step = new TimeSpan(random.NextInt64(TimeSpan.TicksPerHour));
            _time.Advance(step);
            Assert.Equal(step, _time.GetElapsedTime(began));
        }
    }

    [Fact]
    public void The_wall_clock_moves_with_it()
    {
        var start = new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);
        var time = new VirtualTime(start);

        time.AdvanceTo(TimeSpan.FromMinutes(3));

        Assert.Equal(start.AddMinutes(3), time.GetUtcNow());
        Assert.Equal(TimeZoneInfo.Utc, time.LocalTimeZone);
    }

    [Fact]
    public void Run_until_stops_where_the_condition_comes_true()
    {
        using var timer = Timer("tick", 10, 10);

        _time.RunUntil(() => _events.Count == 3, TimeSpan.FromSeconds(1));

        Assert.Equal(Ms(30), _time.Elapsed);
    }

    [Fact]
    public void Run_until_names_the_timers_that_are_set_when_the_limit_is_reached()
    {
        using var timer = Timer("tick", 10, 10);

        var error = Assert.Throws<TimeoutException>(() => _time.RunUntil(() => false, TimeSpan.FromSeconds(1)));

        Assert.Contains(nameof(VirtualTimeTests), error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1), _time.Elapsed);
    }

    [Fact]
    public void A_body_that_waits_for_what_never_comes_is_reported()
    {
        var error = Assert.Throws<TimeoutException>(() => _time.Run(() => new TaskCompletionSource().Task));

        Assert.Contains("no timer is set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_may_return_a_value_or_throw()
    {
        var value = _time.Run(async () =>
        {
            await Task.Delay(Ms(5), _time);
            return 7;
        });

        Assert.Equal(7, value);
        Assert.Throws<FormatException>(() => _time.Run(() => throw new FormatException()));
        Assert.Throws<FormatException>(() => _time.Run(() => Task.FromException(new FormatException())));
    }

    [Fact]
    public void Work_that_goes_round_for_ever_is_reported_by_name()
    {
        var time = new VirtualTime { StepLimit = 100 };
        void Again() => time.Executor.Execute(new Item(Again));
        Again();

        var error = Assert.Throws<InvalidOperationException>(time.Settle);

        Assert.Contains(nameof(Item), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Timers_that_hardly_move_the_clock_are_reported()
    {
        var time = new VirtualTime { StepLimit = 100 };
        using var timer = time.CreateTimer(_ => { }, null, TimeSpan.FromTicks(1), TimeSpan.FromTicks(1));

        Assert.Throws<InvalidOperationException>(() => time.Advance(TimeSpan.FromDays(1)));
    }

    [Fact]
    public void A_thousand_runs_of_the_same_script_have_one_order_of_events()
    {
        var hashes = new HashSet<string>();
        for (var i = 0; i < 1000; i++)
        {
            hashes.Add(RunTangle());
        }

        Assert.Single(hashes);
    }

    /// <summary>Twenty tasks that wait for timers, for each other and for work items, with the same seed each time.</summary>
    private static string RunTangle()
    {
        var time = new VirtualTime();
        var random = new Random(42);
        var log = new System.Text.StringBuilder();
        var gates = Enumerable.Range(0, 20).Select(_ => new TaskCompletionSource()).ToArray();
        async Task Runner(int number, int seed)
        {
            var own = new Random(seed);
            for (var i = 0; i < 5; i++)
            {
                await Task.Delay(Ms(own.Next(5)), time);
                time.Executor.Execute(new Item(() => log.Append(number).Append('i')));
                log.Append(number).Append('@').Append(time.Elapsed.Ticks).Append(' ');
                if (number == 0)
                {
                    Array.ForEach(gates, gate => gate.TrySetResult());
                }

                await gates[number].Task;
            }
        }

        time.Run(() => Task.WhenAll(Enumerable.Range(0, 20).Select(n => Runner(n, random.Next())).ToArray()));
        return log.ToString();
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private ITimer Timer(string name, double due, double period = -1) =>
        _time.CreateTimer(_ => Note(name), null, Ms(due), Ms(period));

    private void Note(string name) => _events.Add($"{name}@{_time.Elapsed.TotalMilliseconds}");
}
