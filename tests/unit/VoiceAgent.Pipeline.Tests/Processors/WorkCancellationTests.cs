using VoiceAgent.Pipelines;

namespace VoiceAgent.Processors;

public class WorkCancellationTests
{
    [Fact]
    public void A_work_of_a_response_is_cancelled_with_it_and_its_posts_are_left_out()
    {
        ProcessorWork? started = null;
        var posted = 0;
        var a = new Probe("a")
        {
            Marked = (self, _, _) =>
            {
                started = self.Work(
                    async work =>
                    {
                        await work.PostAsync(0, _ => self.Push(new Mark("first")));
                        await work.PostAsync(
                            0,
                            _ =>
                            {
                                posted++;
                                return default;
                            }
                        );
                        await Task.Delay(Timeout.InfiniteTimeSpan, self.Time, work.Token);
                    },
                    self.Responses.Begin()
                );
                return default;
            },
        };
        var b = new Probe("b")
        {
            Marked = (self, _, _) =>
            {
                self.InterruptBot();
                return default;
            },
        };
        var session = new TestSession(a, b).Start();

        session.Queue("go");

        Assert.True(started!.Token.IsCancellationRequested);
        Assert.Equal(0, posted);
        Assert.Empty(session.Errors);
        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);
    }

    [Fact]
    public void A_work_without_a_response_lives_through_an_interruption_and_ends_with_the_session()
    {
        ProcessorWork? started = null;
        var a = new Probe("a")
        {
            Marked = (self, _, _) =>
            {
                started = self.Work(
                    work => Task.Delay(Timeout.InfiniteTimeSpan, self.Time, work.Token),
                    holdsEnd: false
                );
                return default;
            },
        };
        var session = new TestSession(a).Start();

        session.Queue("go");
        session.Worker.Interrupt();
        session.Time.Settle();
        Assert.False(started!.Token.IsCancellationRequested);

        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);
        Assert.True(started.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_work_may_be_cancelled_by_hand_more_than_once_and_after_its_end()
    {
        ProcessorWork? started = null;
        var a = new Probe("a")
        {
            Marked = (self, _, _) =>
            {
                started = self.Work(work => Task.Delay(Timeout.InfiniteTimeSpan, self.Time, work.Token));
                return default;
            },
        };
        var session = new TestSession(a).Start();
        session.Queue("go");

        started!.Cancel();
        started.Cancel();
        session.Time.Settle();
        started.Cancel();

        Assert.True(started.Token.IsCancellationRequested);
        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);
        Assert.Empty(session.Errors);
    }

    [Fact]
    public void What_a_cancelled_work_throws_is_not_reported()
    {
        var a = new Probe("a")
        {
            Marked = (self, _, _) =>
            {
                self.Work(
                    async work =>
                    {
                        var stopped = new TaskCompletionSource();
                        using var registration = work.Token.Register(() => stopped.SetException(new IOException()));
                        await stopped.Task;
                    },
                    self.Responses.Begin()
                );
                return default;
            },
        };
        var session = new TestSession(a).Start();

        session.Queue("go");
        session.Worker.Interrupt();
        session.Time.Settle();

        Assert.Empty(session.Errors);
    }

    [Fact]
    public void A_work_that_is_waiting_for_room_leaves_when_it_is_cancelled()
    {
        var left = false;
        ProcessorWork? started = null;
        var a = new Probe("a")
        {
            Marked = async (self, mark, _) =>
            {
                if (mark.Text == "go")
                {
                    started = self.Work(async work =>
                    {
                        try
                        {
                            while (true)
                            {
                                await work.PushAsync(new Mark("never-ending"));
                            }
                        }
                        finally
                        {
                            left = true;
                        }
                    });
                }

                await Task.Delay(TimeSpan.FromSeconds(1), self.Time);
            },
        };
        var session = new TestSession(a);
        session.Options.Pump.InboxCapacity = 2;
        session.Start().Queue("go");
        Assert.False(left);

        started!.Cancel();
        session.Time.Settle();

        Assert.True(left);
        Assert.Empty(session.Errors);
    }
}
