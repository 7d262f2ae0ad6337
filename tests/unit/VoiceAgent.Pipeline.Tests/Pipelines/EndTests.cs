using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

public class EndTests
{
    [Fact]
    public void The_end_comes_after_all_that_was_queued_before_it()
    {
        var a = new Probe("a") { Marked = async (self, mark, _) => await Slow(self, mark) };
        var b = new Probe("b");
        var session = new TestSession(a, b).Start();

        session.Queue("1", "2", "3");
        var result = session.End();

        Assert.Equal(PipelineOutcome.Ended, result.Outcome);
        Assert.Equal("done", result.Reason);
        Assert.Equal([">Start", ">1", ">2", ">3", ">End"], b.Seen);
        Assert.Equal(1, a.Disposals);
    }

    [Fact]
    public void The_end_comes_after_writers_that_wait_for_room()
    {
        var a = new Probe("a") { Marked = async (self, mark, _) => await Slow(self, mark) };
        var session = new TestSession(a);
        session.Options.Pump.InboxCapacity = 2;
        session.Start();
        var queued = Enumerable.Range(0, 6).Select(i => session.Worker.QueueAsync(new Mark($"{i}")).AsTask()).ToArray();

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);

        Assert.Equal([">Start", .. Enumerable.Range(0, 6).Select(i => $">{i}"), ">End"], a.Seen);
        Assert.All(queued, task => Assert.True(task.Result));
    }

    [Fact]
    public void Frames_queued_after_the_end_are_refused()
    {
        var a = new Probe("a") { Marked = async (self, mark, _) => await Slow(self, mark) };
        var session = new TestSession(a).Start();
        session.Queue("1");

        session.Worker.End("done");

        Assert.False(session.Worker.TryQueue(new Mark("2")));
        Assert.False(session.Time.Run(() => session.Worker.QueueAsync(new Mark("3")).AsTask()));
        session.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(session.Worker.TryQueue(new Mark("4")));
        Assert.Equal([">1"], a.Marks);
    }

    [Fact]
    public void A_session_ended_while_it_starts_has_its_start_frame_first()
    {
        var a = new Probe("a")
        {
            Starting = async (self, _, cancellationToken) =>
                await Task.Delay(TimeSpan.FromSeconds(1), self.Time, cancellationToken),
        };
        var session = new TestSession(a).Start();

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);

        Assert.Equal([">Start", ">End"], a.Seen);
    }

    [Fact]
    public void What_does_not_drain_in_time_is_cancelled()
    {
        var a = new Probe("a")
        {
            Marked = (self, _, _) =>
            {
                self.Work(work => Task.Delay(Timeout.InfiniteTimeSpan, self.Time, work.Token));
                return default;
            },
        };
        var session = new TestSession(a);
        session.Options.EndDeadline = TimeSpan.FromSeconds(30);
        session.Start().Queue("hold");

        var result = session.End();

        Assert.Equal(PipelineOutcome.Cancelled, result.Outcome);
        Assert.Contains("not drained", result.Reason, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(30), session.Time.Elapsed);
        Assert.Contains("!Cancel", a.Seen);
    }

    [Fact]
    public void Who_does_not_even_let_go_when_cancelled_is_abandoned_after_the_next_deadline()
    {
        var gate = new TaskCompletionSource();
        var stuck = new Probe("stuck") { Marked = async (_, _, _) => await gate.Task };
        var session = new TestSession(new Probe("a"), stuck);
        session.Options.EndDeadline = TimeSpan.FromSeconds(5);
        session.Options.CancelDeadline = TimeSpan.FromSeconds(2);
        session.Options.DisposeDeadline = TimeSpan.FromSeconds(1);
        session.Options.AbandonAfter = TimeSpan.FromMinutes(1);
        session.Start().Queue("hold");

        var result = session.End();

        Assert.Equal(PipelineOutcome.Abandoned, result.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(8), session.Time.Elapsed);
        Assert.Equal(1, stuck.Disposals);

        // It comes back after all: nothing more is asked of it.
        session.Time.Run(() =>
        {
            gate.SetResult();
            return Task.CompletedTask;
        });
        Assert.Equal([">Start", ">hold"], stuck.Seen);
    }

    [Fact]
    public void A_processor_that_fails_over_the_end_does_not_keep_it()
    {
        var bad = new Probe("bad")
        {
            Other = (self, frame, direction) =>
                frame is EndFrame ? throw new FormatException() : self.Push(frame, direction),
        };
        var b = new Probe("b");
        var session = new TestSession(bad, b).Start();

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);

        Assert.Equal(TimeSpan.Zero, session.Time.Elapsed);
        Assert.Equal(ErrorCodes.ProcessorFailed, Assert.Single(session.Errors).Code);
        Assert.Equal([">Start", ">Error", ">End"], b.Seen);
    }

    [Fact]
    public void A_processor_that_passes_the_end_on_and_then_fails_does_not_send_it_twice()
    {
        var bad = new Probe("bad")
        {
            Other = async (self, frame, direction) =>
            {
                await self.Push(frame, direction);
                if (frame is EndFrame)
                {
                    throw new FormatException();
                }
            },
        };
        var b = new Probe("b");
        var session = new TestSession(bad, b).Start();

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);
        Assert.Single(b.Seen, ">End");
    }

    [Fact]
    public void Ending_twice_and_before_the_start_does_no_harm()
    {
        var session = new TestSession(new Probe("a"));
        session.Worker.End("too early");
        session.Start();
        session.Worker.End("first");

        Assert.Equal("first", session.End().Reason);
    }

    [Fact]
    public void A_processor_is_disposed_after_its_last_callback_has_returned()
    {
        var returned = 0;
        Probe Make(string name) =>
            new(name)
            {
                Other = async (self, frame, direction) =>
                {
                    await self.Push(frame, direction);
                    Assert.Equal(0, self.Disposals);
                    returned += frame is EndFrame ? 1 : 0;
                },
            };

        Probe a = Make("a"),
            b = Make("b");
        var session = new TestSession(a, b).Start();

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);

        Assert.Equal(2, returned);
        Assert.Empty(session.Errors);
        Assert.False(a.Overlapped || b.Overlapped);
    }

    [Fact]
    public void Disposal_that_takes_too_long_or_throws_is_left_behind()
    {
        var slow = new Probe("slow") { Disposing = async () => await new TaskCompletionSource().Task };
        var bad = new Probe("bad") { Disposing = () => throw new FormatException() };
        var good = new Probe("good");
        var session = new TestSession(slow, bad, good).Start();

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);

        Assert.Equal(session.Options.DisposeDeadline, session.Time.Elapsed);
        Assert.All(new[] { slow, bad, good }, probe => Assert.Equal(1, probe.Disposals));
    }

    private static async Task Slow(Probe self, Mark mark)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(10), self.Time);
        await self.Push(mark);
    }
}
