using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

public class ParallelPipelineTests
{
    [Fact]
    public void Every_branch_gets_a_frame_and_it_comes_out_once()
    {
        Probe a = new("a"),
            b = new("b"),
            c = new("c"),
            after = new("after");
        var session = new TestSession(new ParallelPipeline(new Pipeline(a, b), c), after).Start();

        session.Queue("1", "2");
        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);

        string[] expected = [">Start", ">1", ">2", ">End"];
        Assert.All(new[] { a, b, c, after }, probe => Assert.Equal(expected, probe.Seen));
    }

    [Fact]
    public void What_branches_push_of_their_own_comes_out_in_their_order()
    {
        Probe Branch(string name) => new(name) { Marked = (self, mark, _) => self.Push(new Mark(mark.Text + name)) };
        var after = new Probe("after");

        new TestSession(new ParallelPipeline(Branch("a"), Branch("b")), after).Start().Queue("1", "2");

        Assert.Equal([">1a", ">1b", ">2a", ">2b"], after.Marks);
    }

    [Fact]
    public void A_frame_that_one_branch_swallows_comes_out_of_the_other()
    {
        var after = new Probe("after");
        var swallow = new Probe("swallow") { Marked = (_, _, _) => default };

        new TestSession(new ParallelPipeline(swallow, new Probe("pass")), after).Start().Queue("1");

        Assert.Equal([">1"], after.Marks);
    }

    [Fact]
    public void Frames_from_below_go_up_through_every_branch_and_leave_once()
    {
        Probe before = new("before"),
            a = new("a"),
            b = new("b");
        var after = new Probe("after")
        {
            Marked = (self, _, _) => self.Push(new Mark("fact"), FrameDirection.Upstream),
        };

        new TestSession(before, new ParallelPipeline(a, b), after).Start().Queue("1");

        Assert.Equal([">1", "<fact"], before.Marks);
        Assert.Equal([">1", "<fact"], a.Marks);
        Assert.Equal([">1", "<fact"], b.Marks);
    }

    [Fact]
    public void What_a_branch_pushes_up_leaves_upstream_and_does_not_enter_the_others()
    {
        var before = new Probe("before");
        var a = new Probe("a") { Marked = (self, _, _) => self.Push(new Mark("up"), FrameDirection.Upstream) };
        var b = new Probe("b");

        new TestSession(before, new ParallelPipeline(a, b)).Start().Queue("1");

        Assert.Equal([">1", "<up"], before.Marks);
        Assert.Equal([">1"], b.Marks);
    }

    [Fact]
    public void The_end_comes_out_when_the_slowest_branch_lets_it_go()
    {
        var slow = new Probe("slow")
        {
            Marked = (self, _, _) =>
            {
                self.Work(async work =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(2), self.Time, work.Token);
                    await work.PushAsync(new Mark("late"));
                });
                return default;
            },
        };
        Probe quick = new("quick"),
            after = new("after");
        var session = new TestSession(new ParallelPipeline(slow, quick), after).Start();
        session.Queue("1");

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);

        Assert.Equal(TimeSpan.FromSeconds(2), session.Time.Elapsed);
        Assert.Equal([">Start", ">1", ">late", ">End"], after.Seen);
    }

    [Fact]
    public void A_frame_comes_out_once_even_if_a_branch_of_its_own_pump_lags_far_behind()
    {
        var slow = new Probe("slow")
        {
            OwnPump = true,
            Marked = async (self, mark, _) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), self.Time);
                await self.Push(mark);
            },
        };
        var after = new Probe("after");
        var session = new TestSession(new ParallelPipeline(new Probe("quick"), slow), after).Start();

        session.Queue([.. Enumerable.Range(0, 200).Select(i => $"{i}")]);
        Assert.Equal(200, after.Marks.Count());
        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $">{i}"), after.Marks);
    }

    [Fact]
    public void Branches_nest()
    {
        var after = new Probe("after");
        Probe a = new("a"),
            b = new("b"),
            c = new("c");
        var nested = new ParallelPipeline(new Pipeline(a, new ParallelPipeline(b, new Probe("x"))), c);
        var session = new TestSession(nested, after).Start();

        session.Queue("1");

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);
        Assert.Equal([">Start", ">1", ">End"], after.Seen);
        Assert.Equal([">Start", ">1", ">End"], b.Seen);
    }

    [Fact]
    public void A_branch_that_throws_does_not_keep_frames_from_the_others()
    {
        var bad = new Probe("bad") { Marked = (_, _, _) => throw new FormatException() };
        Probe good = new("good"),
            after = new("after");
        var session = new TestSession(new ParallelPipeline(bad, good), after).Start();

        session.Queue("1");

        Assert.Equal([">1"], good.Marks);
        Assert.Equal([">1"], after.Marks);
        Assert.Equal("bad", Assert.Single(session.Errors).Source);
    }

    [Fact]
    public void Stale_frames_do_not_enter_branches()
    {
        var a = new Probe("a")
        {
            Marked = (self, mark, _) =>
            {
                self.InterruptBot();
                return self.Push(mark);
            },
        };
        Probe b = new("b"),
            after = new("after");
        var session = new TestSession(new ParallelPipeline(a, b), after).Start();

        session.Worker.TryQueue(new Mark("1") { ResponseId = session.Worker.Responses.Begin() });
        session.Time.Settle();

        Assert.Empty(b.Marks);
        Assert.Empty(after.Marks);
    }
}
