using VoiceAgent.Frames;

namespace VoiceAgent.Processors;

public class InterruptionTests
{
    [Fact]
    public void Frames_of_a_cancelled_response_are_skipped_in_the_inbox_and_all_others_keep_their_place()
    {
        var a = new Probe("a");
        var session = new TestSession(a).Start();
        var cancelled = session.Worker.Responses.Begin();
        Queue(session, "1", default);
        Queue(session, "2", cancelled);
        Queue(session, "3", default);
        Queue(session, "4", cancelled);

        session.Worker.Interrupt();
        Queue(session, "5", session.Worker.Responses.Begin());
        session.Time.Settle();

        Assert.Equal([">Start", "!Interruption", ">1", ">3", ">5"], a.Seen);
    }

    [Fact]
    public void Frames_of_a_cancelled_response_are_skipped_in_the_local_lane()
    {
        var a = new Probe("a");
        var b = new Probe("b")
        {
            Marked = async (self, mark, _) =>
            {
                var response = self.Responses.Begin();
                await self.Push(new Mark("stale") { ResponseId = response }, FrameDirection.Upstream);
                await self.Push(new Mark("fact"), FrameDirection.Upstream);
                self.InterruptBot();
            },
        };

        new TestSession(a, b).Start().Queue("go");

        Assert.Equal([">Start", ">go", "!Interruption", "<fact"], a.Seen);
    }

    [Fact]
    public void Frames_of_a_cancelled_response_are_skipped_in_the_lane_of_a_pump_of_its_own()
    {
        var a = new Probe("a")
        {
            OwnPump = true,
            Marked = async (self, mark, _) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), self.Time);
                await self.Push(mark);
            },
        };
        var b = new Probe("b");
        var session = new TestSession(a, b).Start();
        var response = session.Worker.Responses.Begin();
        Queue(session, "1", response);
        Queue(session, "2", response);
        Queue(session, "3", default);
        session.Time.Settle();

        session.Worker.Interrupt();
        session.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([">1", ">3"], a.Marks);
        Assert.Equal([">3"], b.Marks);
        Assert.Contains("!Interruption", a.Seen);
    }

    [Fact]
    public void A_frame_that_becomes_stale_half_way_goes_no_further()
    {
        var a = new Probe("a")
        {
            Marked = async (self, mark, _) =>
            {
                await self.Push(mark);
                self.InterruptBot();
                await self.Push(mark);
            },
        };
        var b = new Probe("b");
        var session = new TestSession(a, b).Start();

        Queue(session, "once", session.Worker.Responses.Begin());
        session.Time.Settle();

        Assert.Equal([">once"], b.Marks);
    }

    [Fact]
    public void A_work_that_goes_on_pushing_for_a_cancelled_response_reaches_nobody()
    {
        var a = new Probe("a")
        {
            Marked = (self, mark, _) =>
            {
                var response = self.Responses.Begin();
                self.Work(
                    async work =>
                    {
                        for (var i = 0; i < 10; i++)
                        {
                            await Task.Delay(TimeSpan.FromMilliseconds(10), self.Time);
                            await work.PushAsync(new Mark($"{i}") { ResponseId = response });
                        }
                    },
                    response
                );
                return default;
            },
        };
        var b = new Probe("b");
        var session = new TestSession(a, b).Start();

        session.Queue("go");
        session.Time.Advance(TimeSpan.FromMilliseconds(35));
        session.Worker.Interrupt();
        session.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([">0", ">1", ">2"], b.Marks);
    }

    [Fact]
    public void A_command_overtakes_everything_that_waits()
    {
        var a = new Probe("a")
        {
            Marked = async (self, mark, direction) =>
            {
                await self.Push(new Mark("echo"), FrameDirection.Upstream);
                await Task.Delay(TimeSpan.FromMilliseconds(1), self.Time);
                await self.Push(mark, direction);
            },
        };
        var b = new Probe("b");
        var session = new TestSession(a, b).Start();

        session.Queue("1", "2", "3");
        session.Worker.Interrupt();
        session.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([">Start", ">1", "!Interruption", ">2", ">3"], b.Seen);
    }

    [Fact]
    public void All_processors_hear_of_an_interruption_in_their_order()
    {
        var log = new List<string>();
        Probe Make(string name) =>
            new(name)
            {
                Interrupted = (self, _) =>
                {
                    log.Add(self.Name);
                    return default;
                },
            };

        var session = new TestSession(Make("a"), Make("b"), Make("c")).Start();
        session.Worker.Interrupt();
        session.Time.Settle();

        Assert.Equal(["a", "b", "c"], log);
    }

    [Fact]
    public void What_a_processor_pushes_when_interrupted_goes_out()
    {
        var a = new Probe("a");
        var b = new Probe("b")
        {
            Interrupted = async (self, frame) =>
            {
                await self.Push(new Mark($"heard-{frame.CancelledThrough.Value}"));
                await self.Push(new Mark("up"), FrameDirection.Upstream);
            },
        };
        var c = new Probe("c");
        var session = new TestSession(a, b, c).Start();
        session.Worker.Responses.Begin();
        session.Worker.Responses.Begin();

        session.Worker.Interrupt();
        session.Time.Settle();

        Assert.Equal([">heard-2"], c.Marks);
        Assert.Equal(["<up"], a.Marks);
    }

    [Fact]
    public void A_processor_that_fails_when_interrupted_does_not_keep_the_others_from_hearing_of_it()
    {
        var a = new Probe("a") { Interrupted = (_, _) => throw new FormatException() };
        var b = new Probe("b");
        var session = new TestSession(a, b).Start();

        session.Worker.Interrupt();
        session.Time.Settle();

        Assert.Contains("!Interruption", b.Seen);
        Assert.Single(session.Errors);
    }

    [Fact]
    public void Interrupting_returns_the_last_response_that_is_cancelled()
    {
        var session = new TestSession(new Probe("a")).Start();
        session.Worker.Responses.Begin();
        var last = session.Worker.Responses.Begin();

        Assert.Equal(last, session.Worker.Interrupt());
        Assert.Equal(last, session.Worker.Responses.CancelledThrough);
        Assert.False(session.Worker.Responses.IsStale(session.Worker.Responses.Begin()));
    }

    private static void Queue(TestSession session, string text, ResponseId response) =>
        Assert.True(session.Worker.TryQueue(new Mark(text) { ResponseId = response }));
}
