using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

public class CancelTests
{
    [Fact]
    public void A_cancelled_session_drops_what_waits()
    {
        var a = new Probe("a")
        {
            Marked = async (self, _, _) => await Task.Delay(TimeSpan.FromMilliseconds(100), self.Time),
        };
        var session = new TestSession(a).Start();
        session.Queue("1", "2", "3");

        session.Worker.Cancel("enough");
        session.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((PipelineOutcome.Cancelled, "enough"), (session.Result.Outcome, session.Result.Reason));
        Assert.Equal([">Start", ">1", "!Cancel"], a.Seen);
        Assert.Equal(1, a.Disposals);
    }

    [Fact]
    public void Works_are_cancelled_with_the_session()
    {
        ProcessorWork? work = null;
        var a = new Probe("a")
        {
            Marked = (self, _, _) =>
            {
                work = self.Work(w => Task.Delay(Timeout.InfiniteTimeSpan, self.Time, w.Token));
                return default;
            },
        };
        var session = new TestSession(a).Start().Queue("go");

        session.Worker.Cancel("enough");
        session.Time.Settle();

        Assert.True(work!.Token.IsCancellationRequested);
        Assert.True(session.Running.IsCompleted);
        Assert.Empty(session.Errors);
    }

    [Fact]
    public void A_token_cancels_the_session()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(3), new Testing.VirtualTime());
        var session = new TestSession(new Probe("a")).Start(source.Token);

        session.Time.Run(() =>
        {
            source.Cancel();
            return Task.CompletedTask;
        });

        Assert.Equal(PipelineOutcome.Cancelled, session.Result.Outcome);
    }

    [Fact]
    public void A_fatal_error_fails_the_session_and_an_ordinary_one_does_not()
    {
        var a = new Probe("a")
        {
            Marked = (self, mark, _) =>
                self.Error(new ErrorFrame(ErrorCodes.ProviderFailed, mark.Text) { IsFatal = mark.Text == "fatal" }),
        };
        var session = new TestSession(a).Start();

        session.Queue("ordinary");
        Assert.False(session.Running.IsCompleted);
        session.Queue("fatal");

        Assert.Equal(PipelineOutcome.Failed, session.Result.Outcome);
        Assert.Equal("fatal", session.Result.Error?.Message);
        Assert.Equal(["ordinary", "fatal"], session.Errors.Select(e => e.Message));
    }

    [Fact]
    public void A_handler_of_errors_that_throws_harms_nobody()
    {
        var a = new Probe("a") { Marked = (_, _, _) => throw new FormatException() };
        var session = new TestSession(a);
        session.Worker.ErrorReported = _ => throw new InvalidOperationException();
        session.Start().Queue("1", "2");

        Assert.Equal([">1", ">2"], a.Marks);
        Assert.Equal(PipelineOutcome.Ended, session.End().Outcome);
    }

    [Fact]
    public void A_worker_that_never_ran_disposes_its_processors()
    {
        var a = new Probe("a");
        var session = new TestSession(a);

        session.Time.Run(() => session.Worker.DisposeAsync().AsTask());
        session.Time.Run(() => session.Worker.DisposeAsync().AsTask());

        Assert.Equal(1, a.Disposals);
        Assert.False(session.Worker.TryQueue(new Mark("x")));
        Assert.False(session.Time.Run(() => session.Worker.QueueAsync(new Mark("x")).AsTask()));
        Assert.IsType<InvalidOperationException>(session.Worker.RunAsync(new StartFrame()).Exception?.InnerException);
    }

    [Fact]
    public void Disposing_while_it_starts_waits_until_all_is_disposed()
    {
        var a = new Probe("a")
        {
            Starting = async (self, _, token) => await Task.Delay(TimeSpan.FromSeconds(5), self.Time, token),
            Disposing = () => default,
        };
        var session = new TestSession(a).Start();

        session.Time.Run(() => session.Worker.DisposeAsync().AsTask());

        Assert.Equal(1, a.Disposals);
        Assert.Equal(TimeSpan.Zero, session.Time.Elapsed);
        session.Time.Settle();
        Assert.Equal(PipelineOutcome.Cancelled, session.Result.Outcome);
    }

    [Fact]
    public void Disposing_while_it_runs_waits_until_all_is_disposed()
    {
        TestSession? session = null;
        var a = new Probe("a") { Disposing = async () => await Task.Delay(TimeSpan.FromSeconds(1), session!.Time) };
        session = new TestSession(a).Start();

        session.Time.Run(() => session.Worker.DisposeAsync().AsTask());

        Assert.Equal(TimeSpan.FromSeconds(1), session.Time.Elapsed);
        Assert.Equal(1, a.Disposals);
    }

    [Fact]
    public void Disposing_while_it_drains_cancels_it()
    {
        var a = new Probe("a") { Marked = async (self, _, _) => await Task.Delay(TimeSpan.FromSeconds(1), self.Time) };
        var session = new TestSession(a).Start().Queue("1", "2", "3");
        session.Worker.End("done");

        session.Time.Run(() => session.Worker.DisposeAsync().AsTask());
        session.Time.Settle();

        Assert.Equal(PipelineOutcome.Cancelled, session.Result.Outcome);
        Assert.Equal([">1"], a.Marks);
    }

    [Fact]
    public void Disposing_after_its_end_returns_at_once()
    {
        var session = new TestSession(new Probe("a")).Start();
        session.End();

        session.Time.Run(() => session.Worker.DisposeAsync().AsTask());

        Assert.Equal(TimeSpan.Zero, session.Time.Elapsed);
    }

    [Fact]
    public void A_writer_that_waits_is_let_go_when_the_session_is_over()
    {
        var a = new Probe("a") { Marked = async (self, _, _) => await Task.Delay(TimeSpan.FromSeconds(1), self.Time) };
        var session = new TestSession(a);
        session.Options.Pump.InboxCapacity = 1;
        session.Start();
        var queued = Enumerable.Range(0, 5).Select(i => session.Worker.QueueAsync(new Mark($"{i}")).AsTask()).ToArray();

        session.Worker.Cancel("enough");
        session.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.All(queued, task => Assert.True(task.IsCompleted));
        Assert.False(session.Time.Run(() => queued[^1]));
    }

    [Fact]
    public void A_writer_that_waits_may_give_up()
    {
        var a = new Probe("a") { Marked = async (self, _, _) => await Task.Delay(TimeSpan.FromSeconds(1), self.Time) };
        var session = new TestSession(a);
        session.Options.Pump.InboxCapacity = 1;
        session.Start().Queue("1").Queue("2");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(10), session.Time);
        Assert.False(session.Worker.TryQueue(new Mark("3")));

        Assert.ThrowsAny<OperationCanceledException>(() =>
            session.Time.Run(() => session.Worker.QueueAsync(new Mark("4"), source.Token).AsTask())
        );
        session.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([">1", ">2"], a.Marks);
    }
}
