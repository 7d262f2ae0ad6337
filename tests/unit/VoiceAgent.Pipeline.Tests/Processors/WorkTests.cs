using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Pipelines;

namespace VoiceAgent.Processors;

public class WorkTests
{
    [Fact]
    public void What_a_work_pushes_and_posts_arrives_in_its_order()
    {
        var log = new List<string>();
        var a = new Probe("a")
        {
            Marked = (self, _, _) =>
            {
                self.Work(async work =>
                {
                    await work.PushAsync(new Mark("one"));
                    await work.PostAsync(
                        log,
                        l =>
                        {
                            l.Add("posted");
                            return default;
                        }
                    );
                    await work.PushAsync(new Mark("two"));
                });
                return default;
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

        new TestSession(a, b).Start().Queue("go");

        Assert.Equal(["one", "posted", "two"], log);
    }

    [Fact]
    public void A_work_never_runs_inside_the_callback_that_starts_it()
    {
        var log = new List<string>();
        var a = new Probe("a")
        {
            Marked = (self, _, _) =>
            {
                self.Work(_ =>
                {
                    log.Add("work");
                    return Task.CompletedTask;
                });
                log.Add("callback");
                return default;
            },
        };

        new TestSession(a).Start().Queue("go");

        Assert.Equal(["callback", "work"], log);
    }

    [Fact]
    public void A_work_waits_when_the_pump_is_behind_and_loses_nothing()
    {
        var pushed = 0;
        var a = new Probe("a")
        {
            Marked = (self, mark, _) =>
            {
                if (mark.Text != "go")
                {
                    return self.Push(mark);
                }

                self.Work(async work =>
                {
                    for (; pushed < 100; pushed++)
                    {
                        await work.PushAsync(new Mark($"{pushed}"));
                    }
                });
                return default;
            },
        };
        var b = new Probe("b") { Marked = async (self, _, _) => await Task.Delay(Ms(10), self.Time) };
        var session = new TestSession(a, b);
        session.Options.Pump.InboxCapacity = 4;
        session.Start().Queue("go");

        Assert.InRange(pushed, 4, 6);
        session.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $">{i}"), b.Marks);
    }

    [Fact]
    public void Waiting_works_take_turns_in_the_order_they_came()
    {
        var a = new Probe("a")
        {
            Marked = (self, mark, _) =>
            {
                foreach (var name in new[] { "x", "y", "z" })
                {
                    self.Work(async work =>
                    {
                        for (var i = 0; i < 4; i++)
                        {
                            await work.PushAsync(new Mark($"{name}{i}"));
                        }
                    });
                }

                return default;
            },
        };
        var b = new Probe("b") { Marked = async (self, _, _) => await Task.Delay(Ms(1), self.Time) };
        var session = new TestSession(a, b);
        session.Options.Pump.InboxCapacity = 1;
        session.Start().Queue("go");
        session.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(12, b.Marks.Count());
        foreach (var name in new[] { "x", "y", "z" })
        {
            Assert.Equal(Enumerable.Range(0, 4).Select(i => $">{name}{i}"), b.Marks.Where(m => m[1] == name[0]));
        }
    }

    [Fact]
    public void A_work_that_throws_is_an_error_of_its_processor()
    {
        var a = new Probe("a")
        {
            Marked = (self, _, _) =>
            {
                self.Work(_ => throw new FormatException());
                self.Work(_ => Task.FromException(new VoiceAgentException(ErrorCodes.ProviderTimeout, "late")));
                return default;
            },
        };
        var session = new TestSession(a).Start();

        session.Queue("go");

        Assert.Equal([ErrorCodes.ProviderFailed, ErrorCodes.ProviderTimeout], session.Errors.Select(e => e.Code));
        Assert.All(session.Errors, e => Assert.Equal("a", e.Source));
        Assert.False(session.Running.IsCompleted);
    }

    [Fact]
    public void A_processor_may_answer_to_the_failure_of_its_work_itself()
    {
        var a = new Probe("a")
        {
            Marked = (self, _, _) =>
            {
                self.Work(_ => throw new FormatException());
                return default;
            },
            WorkFailed = (self, work, exception) => self.Push(new Mark($"{work.Name}-{exception.GetType().Name}")),
        };
        var b = new Probe("b");
        var session = new TestSession(a, b).Start();

        session.Queue("go");

        Assert.Equal([">work-FormatException"], b.Marks);
        Assert.Empty(session.Errors);
    }

    [Theory]
    [InlineData(true, 500)]
    [InlineData(false, 0)]
    public void The_end_waits_for_works_that_hold_it(bool holdsEnd, int expected)
    {
        var a = new Probe("a")
        {
            Marked = (self, _, _) =>
            {
                self.Work(
                    async work =>
                    {
                        await Task.Delay(Ms(500), self.Time, work.Token);
                        await work.PushAsync(new Mark("last"));
                    },
                    holdsEnd: holdsEnd
                );
                return default;
            },
        };
        var b = new Probe("b");
        var session = new TestSession(a, b).Start();
        session.Queue("go");

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);

        Assert.Equal(Ms(expected), session.Time.Elapsed);
        Assert.Equal(holdsEnd ? [">Start", ">last", ">End"] : [">Start", ">End"], b.Seen);
    }

    [Fact]
    public void The_end_waits_for_a_processor_that_says_it_is_busy()
    {
        var a = new Probe("a")
        {
            Marked = (self, mark, _) =>
            {
                self.Holding = mark.Text == "hold";
                return default;
            },
        };
        var b = new Probe("b")
        {
            Other = (self, frame, direction) =>
            {
                if (frame is StartFrame)
                {
                    self.Work(
                        async work =>
                        {
                            await Task.Delay(Ms(300), self.Time, work.Token);
                            await work.PushAsync(new Mark("release"), FrameDirection.Upstream);
                        },
                        holdsEnd: false
                    );
                }

                return self.Push(frame, direction);
            },
        };
        var session = new TestSession(a, b).Start();
        session.Queue("hold");

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);
        Assert.Equal(Ms(300), session.Time.Elapsed);
    }

    [Fact]
    public void A_work_started_while_starting_may_push_before_all_have_started()
    {
        var a = new Probe("a")
        {
            Starting = (self, _, _) =>
            {
                self.Work(work => work.PushAsync(new Mark("early")).AsTask());
                return default;
            },
        };
        var b = new Probe("b")
        {
            Starting = async (self, _, cancellationToken) => await Task.Delay(Ms(50), self.Time, cancellationToken),
        };
        var session = new TestSession(a, b).Start();

        Assert.Empty(b.Seen);
        session.Time.Advance(Ms(50));

        Assert.Equal([">Start", ">early"], b.Seen);
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
