using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

public class WatchdogTests
{
    [Fact]
    public void A_processor_that_waits_too_long_is_named_once_and_the_session_goes_on()
    {
        var slow = new Probe("slow")
        {
            Marked = async (self, mark, _) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(8), self.Time);
                await self.Push(mark);
            },
        };
        var b = new Probe("b");
        var session = new TestSession(new Probe("a"), slow, b).Start();

        session.Queue("x");
        session.Time.Advance(TimeSpan.FromSeconds(9));

        var error = Assert.Single(session.Errors);
        Assert.Equal((ErrorCodes.ProcessorStuck, "slow"), (error.Code, error.Source));
        Assert.Equal([">x"], b.Marks);
        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);
    }

    [Fact]
    public void A_processor_that_never_returns_ends_the_session()
    {
        var stuck = new Probe("stuck") { Marked = async (_, _, _) => await new TaskCompletionSource().Task };
        var session = new TestSession(new Probe("a"), stuck, new Probe("b")).Start();

        session.Queue("x");
        session.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(PipelineOutcome.Abandoned, session.Result.Outcome);
        Assert.Equal(ErrorCodes.ProcessorStuck, session.Result.Error?.Code);
        Assert.Equal("stuck", session.Result.Error?.Source);
        Assert.Equal([false, true], session.Errors.Select(e => e.IsFatal));
    }

    [Fact]
    public void A_processor_that_is_back_is_not_blamed_for_what_its_neighbour_does()
    {
        var a = new Probe("a")
        {
            Marked = async (self, mark, _) =>
            {
                await self.Push(mark);
                await Task.Delay(TimeSpan.FromSeconds(5), self.Time);
            },
        };
        var session = new TestSession(a, new Probe("b")).Start();

        session.Queue("x");
        session.Time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal("a", Assert.Single(session.Errors).Source);
    }

    [Fact]
    public void A_full_lane_is_blamed_on_the_processor_that_does_not_empty_it()
    {
        var a = new Probe("a");
        var stuck = new Probe("stuck")
        {
            OwnPump = true,
            Marked = async (_, _, _) => await new TaskCompletionSource().Task,
        };
        var session = new TestSession(a, stuck);
        session.Options.Pump.InboxCapacity = 2;
        session.Start().Queue("1", "2").Queue("3", "4");
        session.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.All(session.Errors, e => Assert.Equal("stuck", e.Source));
        Assert.Equal("stuck", session.Result.Error?.Source);
    }

    [Fact]
    public void A_pump_that_has_nothing_to_do_is_not_blamed()
    {
        var session = new TestSession(new Probe("a")).Start();

        session.Time.Advance(TimeSpan.FromHours(1));

        Assert.Empty(session.Errors);
    }

    [Fact]
    public async Task A_processor_that_blocks_its_thread_is_named_and_left_behind()
    {
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = new TaskCompletionSource();
        var stuck = new Probe("stuck")
        {
            Marked = (_, _, _) =>
            {
                entered.SetResult();
                gate.Wait();
                left.SetResult();
                return default;
            },
        };
        var clock = new HandClock();
        var options = new PipelineWorkerOptions { TimeProvider = clock };
        var worker = new PipelineWorker(new Pipeline(new Probe("a"), stuck), options);
        worker.TryQueue(new Mark("x"));

        var running = worker.RunAsync(new StartFrame());
        await entered.Task;
        while (!running.IsCompleted)
        {
            clock.Advance(1);
            await Task.Yield();
        }

        var result = await running;
        gate.Set();
        await left.Task;

        Assert.Equal(PipelineOutcome.Abandoned, result.Outcome);
        Assert.Equal((ErrorCodes.ProcessorStuck, "stuck"), (result.Error?.Code, result.Error?.Source));
    }
}
