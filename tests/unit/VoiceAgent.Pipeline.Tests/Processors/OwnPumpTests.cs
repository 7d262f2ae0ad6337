using VoiceAgent.Errors;
using VoiceAgent.Pipelines;

namespace VoiceAgent.Processors;

public class OwnPumpTests
{
    [Fact]
    public void Frames_keep_their_order_through_a_pump_of_its_own()
    {
        Probe a = new("a"),
            b = new("b") { OwnPump = true },
            c = new("c");
        var session = new TestSession(a, b, c).Start();

        session.Queue([.. Enumerable.Range(0, 50).Select(i => $"{i}")]);
        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);

        Assert.Equal([">Start", .. Enumerable.Range(0, 50).Select(i => $">{i}"), ">End"], c.Seen);
        Assert.Equal(c.Seen, b.Seen);
    }

    [Fact]
    public void The_rest_of_the_session_goes_on_while_it_takes_its_time()
    {
        var a = new Probe("a");
        var b = new Probe("b")
        {
            OwnPump = true,
            Marked = async (self, mark, _) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), self.Time);
                await self.Push(mark);
            },
        };
        var session = new TestSession(a, b).Start();

        session.Queue("1", "2", "3");

        Assert.Equal([">1", ">2", ">3"], a.Marks);
        Assert.Equal([">1"], b.Marks);
    }

    [Fact]
    public void A_full_lane_makes_the_pump_before_it_wait_and_nothing_is_lost()
    {
        var passed = new List<string>();
        var a = new Probe("a")
        {
            Marked = async (self, mark, _) =>
            {
                await self.Push(mark);
                passed.Add(mark.Text);
            },
        };
        var b = new Probe("b")
        {
            OwnPump = true,
            Marked = async (self, mark, _) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), self.Time);
                await self.Push(mark);
            },
        };
        var c = new Probe("c");
        var session = new TestSession(a, b, c);
        session.Options.Pump.InboxCapacity = 8;
        session.Start().Queue("1", "2", "3", "4", "5", "6", "7", "8").Queue("9", "10", "11", "12");

        Assert.Equal(9, passed.Count);
        session.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Enumerable.Range(1, 12).Select(i => $">{i}"), c.Marks);
        Assert.Equal(12, passed.Count);
    }

    [Fact]
    public void Pumps_that_send_each_other_more_than_their_lanes_hold_do_not_wait_for_each_other()
    {
        Probe Echo(string name, bool ownPump) =>
            new(name)
            {
                OwnPump = ownPump,
                Marked = async (self, mark, direction) =>
                {
                    await self.Push(mark, direction);
                    if (direction == FrameDirection.Downstream)
                    {
                        await self.Push(new Mark("echo"), FrameDirection.Upstream);
                    }
                },
            };

        var a = new Probe("a");
        var session = new TestSession(a, Echo("b", true), Echo("c", true), Echo("d", false), Echo("e", true));
        session.Options.Pump.InboxCapacity = 2;
        session.Start();
        var queued = 0;
        session.Time.Run(async () =>
        {
            for (; queued < 200; queued++)
            {
                Assert.True(await session.Worker.QueueAsync(new Mark($"{queued}")));
            }
        });

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);
        Assert.Equal(200, a.Marks.Count(m => m[0] == '>'));
        Assert.Equal(800, a.Marks.Count(m => m == "<echo"));
        Assert.Empty(session.Errors);
    }

    [Fact]
    public void A_processor_on_its_own_pump_hears_of_commands_beside_the_others()
    {
        var b = new Probe("b") { OwnPump = true };
        var session = new TestSession(new Probe("a"), b).Start();

        session.Worker.Interrupt();
        session.Time.Settle();
        session.Worker.Cancel("enough");
        session.Time.Settle();

        Assert.Equal([">Start", "!Interruption", "!Cancel"], b.Seen);
        Assert.Equal(PipelineOutcome.Cancelled, session.Result.Outcome);
    }

    [Fact]
    public void A_cancelled_session_is_over_when_the_slowest_pump_has_heard_of_it()
    {
        var b = new Probe("b")
        {
            OwnPump = true,
            Cancelled = async (self, _) => await Task.Delay(TimeSpan.FromSeconds(1), self.Time),
        };
        var session = new TestSession(new Probe("a"), b).Start();

        session.Worker.Cancel("enough");
        session.Time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(session.Running.IsCompleted);
        session.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(PipelineOutcome.Cancelled, session.Result.Outcome);
        Assert.False(b.Overlapped);
    }

    [Fact]
    public void What_it_pushes_against_the_stream_without_measure_ends_the_session()
    {
        var b = new Probe("b")
        {
            OwnPump = true,
            Marked = async (self, _, _) =>
            {
                for (var i = 0; i < 100; i++)
                {
                    await self.Push(new Mark("flood"), FrameDirection.Upstream);
                }
            },
        };
        var session = new TestSession(new Probe("a"), b);
        session.Options.Pump.LocalCapacity = 16;
        session.Start().Queue("go");

        Assert.Equal(ErrorCodes.Overflow, Assert.Single(session.Errors).Code);
        Assert.Equal(PipelineOutcome.Failed, session.Result.Outcome);
    }

    [Fact]
    public void A_work_of_it_pushes_into_its_own_lane()
    {
        var b = new Probe("b")
        {
            OwnPump = true,
            Marked = (self, mark, _) =>
            {
                self.Work(async work =>
                {
                    await work.PushAsync(new Mark("down"));
                    await work.PushAsync(new Mark("up"), FrameDirection.Upstream);
                });
                return default;
            },
        };
        Probe a = new("a"),
            c = new("c");
        var session = new TestSession(a, b, c).Start();

        session.Queue("go");

        Assert.Equal([">down"], c.Marks);
        Assert.Equal([">go", "<up"], a.Marks);
        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);
    }
}
