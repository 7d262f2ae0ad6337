using VoiceAgent.Errors;
using VoiceAgent.Pipelines;

namespace VoiceAgent.Processors;

public class PushTests
{
    [Fact]
    public void Frames_pass_all_processors_in_the_order_they_were_queued()
    {
        Probe a = new("a"),
            b = new("b"),
            c = new("c");
        var session = new TestSession(a, b, c).Start();

        session.Queue("1", "2", "3");
        session.End();

        string[] expected = [">Start", ">1", ">2", ">3", ">End"];
        Assert.Equal(expected, a.Seen);
        Assert.Equal(expected, b.Seen);
        Assert.Equal(expected, c.Seen);
    }

    [Fact]
    public void A_push_in_the_same_direction_has_been_handled_when_it_returns()
    {
        var log = new List<string>();
        var a = new Probe("a")
        {
            Marked = async (self, mark, _) =>
            {
                log.Add("before");
                await self.Push(mark);
                log.Add("after");
            },
        };
        var b = new Probe("b")
        {
            Marked = (_, mark, _) =>
            {
                log.Add(mark.Text);
                return default;
            },
        };

        new TestSession(a, b).Start().Queue("frame");

        Assert.Equal(["before", "frame", "after"], log);
    }

    [Fact]
    public void A_push_returns_after_a_neighbour_that_waits_is_done()
    {
        var log = new List<string>();
        var a = new Probe("a")
        {
            Marked = async (self, mark, _) =>
            {
                await self.Push(mark);
                log.Add($"after {mark.Text} at {self.Time.GetUtcNow().Millisecond}");
            },
        };
        var b = new Probe("b") { Marked = async (self, _, _) => await Task.Delay(Ms(20), self.Time) };
        var session = new TestSession(a, b).Start();

        session.Queue("x", "y");
        session.Time.Advance(Ms(100));

        Assert.Equal(["after x at 20", "after y at 40"], log);
    }

    [Fact]
    public void A_push_against_the_direction_waits_until_the_frame_is_done_and_nobody_is_entered_twice()
    {
        var log = new List<string>();
        var a = new Probe("a")
        {
            Marked = async (self, mark, direction) =>
            {
                log.Add($"a in {mark.Text} {direction}");
                await self.Push(mark, direction);
                log.Add($"a out {mark.Text}");
            },
        };
        var b = new Probe("b")
        {
            Marked = async (self, mark, direction) =>
            {
                if (direction == FrameDirection.Downstream)
                {
                    await self.Push(new Mark("answer"), FrameDirection.Upstream);
                    log.Add("b pushed");
                    await self.Push(mark);
                }
            },
        };

        new TestSession(a, b).Start().Queue("question");

        Assert.Equal(
            ["a in question Downstream", "b pushed", "a out question", "a in answer Upstream", "a out answer"],
            log
        );
        Assert.False(a.Overlapped);
        Assert.False(b.Overlapped);
    }

    [Fact]
    public void A_fact_pushed_upstream_comes_before_frames_that_are_still_queued()
    {
        var a = new Probe("a");
        var b = new Probe("b")
        {
            Marked = async (self, mark, _) => await self.Push(new Mark("re" + mark.Text), FrameDirection.Upstream),
        };

        new TestSession(a, b).Start().Queue("1", "2");

        Assert.Equal([">1", "<re1", ">2", "<re2"], a.Marks);
    }

    [Fact]
    public void A_processor_may_turn_frames_around_in_both_directions()
    {
        var a = new Probe("a")
        {
            Marked = (self, mark, direction) =>
                mark.Text == "3"
                    ? default
                    : self.Push(
                        direction == FrameDirection.Upstream ? new Mark($"{int.Parse(mark.Text) + 1}") : mark,
                        FrameDirection.Downstream
                    ),
        };
        var b = new Probe("b") { Marked = (self, mark, _) => self.Push(mark, FrameDirection.Upstream) };

        new TestSession(a, b).Start().Queue("1");

        Assert.Equal([">1", "<1", "<2", "<3"], a.Marks);
        Assert.Equal([">1", ">2", ">3"], b.Marks);
    }

    [Fact]
    public void A_broadcast_reaches_both_sides_and_not_the_sender()
    {
        Probe a = new("a"),
            c = new("c");
        var b = new Probe("b") { Marked = (self, _, _) => self.Broadcast(new Mark("fact")) };

        new TestSession(a, b, c).Start().Queue("x");

        Assert.Equal([">x", "<fact"], a.Marks);
        Assert.Equal([">x"], b.Marks);
        Assert.Equal([">fact"], c.Marks);
    }

    [Fact]
    public void What_a_callback_throws_becomes_an_error_for_both_sides_and_the_session_goes_on()
    {
        Probe a = new("a"),
            c = new("c");
        var b = new Probe("b")
        {
            Marked = (self, mark, _) => mark.Text == "bad" ? throw new FormatException("secret") : self.Push(mark),
        };
        var session = new TestSession(a, b, c).Start();

        session.Queue("bad", "good");

        var error = Assert.Single(session.Errors);
        Assert.Equal(ErrorCodes.ProcessorFailed, error.Code);
        Assert.Equal("b", error.Source);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(error.Exception);
        Assert.Equal([">Start", ">bad", "<Error", ">good"], a.Seen);
        Assert.Equal([">Start", ">Error", ">good"], c.Seen);
    }

    [Fact]
    public void A_known_failure_keeps_its_code_and_message()
    {
        var a = new Probe("a")
        {
            Marked = (_, _, _) => throw new VoiceAgentException(ErrorCodes.EngineMissing, "install it"),
        };
        var session = new TestSession(a).Start();

        session.Queue("x");

        var error = Assert.Single(session.Errors);
        Assert.Equal((ErrorCodes.EngineMissing, "install it"), (error.Code, error.Message));
    }

    [Fact]
    public void A_callback_that_fails_after_a_wait_is_reported_too()
    {
        var a = new Probe("a")
        {
            Marked = async (self, _, _) =>
            {
                await Task.Delay(Ms(5), self.Time);
                throw new FormatException();
            },
        };
        var session = new TestSession(a).Start();

        session.Queue("x");
        session.Time.Advance(Ms(5));

        Assert.Equal(ErrorCodes.ProcessorFailed, Assert.Single(session.Errors).Code);
    }

    [Fact]
    public void Frames_pushed_while_starting_come_after_the_start_frame()
    {
        var a = new Probe("a") { Starting = (self, _, _) => self.Push(new Mark("early")) };
        var b = new Probe("b");

        new TestSession(a, b).Start();

        Assert.Equal([">Start", ">early"], b.Seen);
    }

    [Fact]
    public void More_frames_against_the_direction_than_the_lane_holds_end_the_session_and_are_reported_once()
    {
        var a = new Probe("a");
        var b = new Probe("b")
        {
            Marked = async (self, _, _) =>
            {
                for (var i = 0; i < 40; i++)
                {
                    await self.Push(new Mark($"{i}"), FrameDirection.Upstream);
                }
            },
        };
        var session = new TestSession(a, b);
        session.Options.Pump.LocalCapacity = 16;
        session.Start().Queue("flood");
        session.Time.Advance(TimeSpan.FromSeconds(5));

        var error = Assert.Single(session.Errors);
        Assert.Equal(ErrorCodes.Overflow, error.Code);
        Assert.Equal("a", error.Source);
        Assert.Equal(PipelineOutcome.Failed, session.Result.Outcome);
        Assert.Same(error, session.Result.Error);
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
