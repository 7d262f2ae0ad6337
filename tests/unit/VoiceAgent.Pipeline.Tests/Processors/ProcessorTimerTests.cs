using VoiceAgent.Frames;
using VoiceAgent.Pipelines;

namespace VoiceAgent.Processors;

public class ProcessorTimerTests
{
    [Fact]
    public void It_calls_back_once_when_it_is_due_and_may_be_set_again()
    {
        var timed = new Timed();
        var session = new TestSession(timed).Start();

        timed.Timer.Set(Ms(100));
        session.Time.Advance(Ms(99));
        Assert.Empty(timed.Calls);
        Assert.True(timed.Timer.IsSet);
        session.Time.Advance(Ms(1000));
        timed.Timer.Set(Ms(1));
        session.Time.Advance(Ms(1000));

        Assert.Equal([Ms(100), Ms(1100)], timed.Calls);
        Assert.False(timed.Timer.IsSet);
    }

    [Fact]
    public void Setting_it_again_replaces_the_time_and_clearing_forgets_it()
    {
        var timed = new Timed();
        var session = new TestSession(timed).Start();

        timed.Timer.Set(Ms(100));
        timed.Timer.Set(Ms(300));
        session.Time.Advance(Ms(299));
        Assert.Empty(timed.Calls);
        session.Time.Advance(Ms(1));
        timed.Timer.Set(Ms(100));
        timed.Timer.Clear();
        session.Time.Advance(Ms(1000));

        Assert.Equal([Ms(300)], timed.Calls);
    }

    [Fact]
    public void A_call_that_was_on_its_way_when_the_time_was_set_anew_is_left_out()
    {
        var timed = new Timed();
        var clock = new HandClock();
        var executor = new Testing.VirtualTime();
        var options = new PipelineWorkerOptions { TimeProvider = clock, Executor = executor.Executor };
        _ = new PipelineWorker(timed, options).RunAsync(new StartFrame());
        executor.Settle();
        timed.Timer.Set(TimeSpan.FromSeconds(1));
        timed.Timer.Set(TimeSpan.FromSeconds(10));

        clock.FireStale();
        executor.Settle();
        Assert.Empty(timed.Calls);
        Assert.True(timed.Timer.IsSet);
        clock.Advance(10);
        executor.Settle();

        Assert.Single(timed.Calls);
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private sealed class Timed : FrameProcessor
    {
        public ProcessorTimer Timer { get; private set; } = null!;

        public List<TimeSpan> Calls { get; } = [];

        protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
        {
            Timer = CreateTimer(() =>
            {
                Calls.Add(Elapsed);
                return default;
            });
            return default;
        }
    }
}
