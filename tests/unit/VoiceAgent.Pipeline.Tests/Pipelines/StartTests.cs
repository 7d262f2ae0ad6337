using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

public class StartTests
{
    [Fact]
    public void Processors_start_one_after_the_other_and_get_frames_when_all_have_started()
    {
        var log = new List<string>();
        Probe Make(string name) =>
            new(name)
            {
                Starting = async (self, _, cancellationToken) =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), self.Time, cancellationToken);
                    log.Add($"{name} started");
                },
                Other = (self, frame, direction) =>
                {
                    log.Add($"{name} {frame.GetType().Name}");
                    return self.Push(frame, direction);
                },
            };

        var session = new TestSession(Make("a"), Make("b"));
        session.Worker.TryQueue(new InputTextFrame("queued before"));
        session.Start().Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(
            ["a started", "b started", "a StartFrame", "b StartFrame", "a InputTextFrame", "b InputTextFrame"],
            log
        );
    }

    [Fact]
    public void A_processor_that_does_not_start_in_time_is_named_and_all_are_disposed()
    {
        var slow = new Probe("slow")
        {
            Starting = async (self, _, cancellationToken) =>
                await Task.Delay(Timeout.InfiniteTimeSpan, self.Time, cancellationToken),
        };
        Probe a = new("a"),
            c = new("c");
        var session = new TestSession(a, slow, c);
        session.Options.StartDeadline = TimeSpan.FromSeconds(3);

        session.Start().Time.Advance(TimeSpan.FromSeconds(3));

        var error = Assert.Single(session.Errors);
        Assert.Equal((ErrorCodes.StartTimeout, "slow"), (error.Code, error.Source));
        Assert.Equal(PipelineOutcome.Failed, session.Result.Outcome);
        Assert.Same(error, session.Result.Error);
        Assert.All(new[] { a, slow, c }, probe => Assert.Equal(1, probe.Disposals));
        Assert.Empty(c.Seen);
    }

    [Fact]
    public void A_start_that_does_not_listen_to_its_token_is_left_behind()
    {
        var deaf = new Probe("deaf") { Starting = async (_, _, _) => await new TaskCompletionSource().Task };
        var session = new TestSession(deaf);

        session.Start().Time.Advance(session.Options.StartDeadline);

        Assert.Equal(ErrorCodes.StartTimeout, session.Result.Error?.Code);
    }

    [Fact]
    public void A_processor_that_fails_to_start_ends_the_session_with_its_error()
    {
        var a = new Probe("a")
        {
            Starting = (_, _, _) => throw new VoiceAgentException(ErrorCodes.EngineMissing, "install it"),
        };
        var b = new Probe("b") { Starting = (_, _, _) => throw new InvalidOperationException("not reached") };
        var session = new TestSession(a, b);

        session.Start();

        Assert.Equal(PipelineOutcome.Failed, session.Result.Outcome);
        Assert.Equal((ErrorCodes.EngineMissing, "a"), (session.Result.Error!.Code, session.Result.Error.Source));
        Assert.Equal("install it", session.Result.Reason);
        Assert.Equal(1, b.Disposals);
    }

    [Fact]
    public void An_unknown_failure_to_start_tells_no_details()
    {
        var a = new Probe("a") { Starting = (_, _, _) => throw new InvalidOperationException("secret") };
        var session = new TestSession(a);

        session.Start();

        Assert.Equal(ErrorCodes.ProcessorFailed, session.Result.Error?.Code);
        Assert.DoesNotContain("secret", session.Result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_while_processors_start_ends_the_session_at_once()
    {
        var slow = new Probe("slow")
        {
            Starting = async (self, _, cancellationToken) =>
                await Task.Delay(TimeSpan.FromSeconds(8), self.Time, cancellationToken),
        };
        var session = new TestSession(slow).Start();

        session.Worker.Cancel("changed my mind");
        session.Time.Settle();

        Assert.Equal(PipelineOutcome.Cancelled, session.Result.Outcome);
        Assert.Equal(1, slow.Disposals);
        Assert.Empty(slow.Seen);
    }

    [Fact]
    public void The_callers_token_cancels_the_start()
    {
        using var source = new CancellationTokenSource();
        var slow = new Probe("slow") { Starting = async (_, _, _) => await new TaskCompletionSource().Task };
        var session = new TestSession(slow).Start(source.Token);

        session.Time.Run(source.CancelAsync);

        session.Time.Settle();
        Assert.Equal(PipelineOutcome.Cancelled, session.Result.Outcome);
        Assert.Empty(session.Errors);
    }

    [Fact]
    public void A_token_that_is_cancelled_already_starts_nothing()
    {
        var started = false;
        var a = new Probe("a")
        {
            Starting = (_, _, _) =>
            {
                started = true;
                return default;
            },
        };
        var session = new TestSession(a).Start(new CancellationToken(true));

        Assert.Equal(PipelineOutcome.Cancelled, session.Result.Outcome);
        Assert.False(started);
        Assert.Equal(1, a.Disposals);
    }

    [Fact]
    public void A_fatal_error_while_starting_fails_the_session()
    {
        var a = new Probe("a")
        {
            Starting = (self, _, _) => self.Error(new ErrorFrame(ErrorCodes.AuthFailed, "no") { IsFatal = true }),
        };
        var session = new TestSession(a).Start();

        Assert.Equal(PipelineOutcome.Failed, session.Result.Outcome);
        Assert.Equal(ErrorCodes.AuthFailed, session.Result.Error?.Code);
    }

    [Fact]
    public async Task A_start_that_blocks_its_thread_is_left_behind_at_the_deadline()
    {
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        var blocking = new Probe("blocking")
        {
            Starting = (_, _, _) =>
            {
                entered.SetResult();
                gate.Wait(CancellationToken.None);
                left.SetResult();
                return default;
            },
        };
        var clock = new HandClock();
        var worker = new PipelineWorker(blocking, new PipelineWorkerOptions { TimeProvider = clock });

        var running = worker.RunAsync(new StartFrame());
        await entered.Task;
        clock.Advance(10);
        var result = await running;
        gate.Set();
        await left.Task;

        Assert.Equal(ErrorCodes.StartTimeout, result.Error?.Code);
        Assert.Equal("blocking", result.Error?.Source);
    }

    [Fact]
    public void A_worker_runs_once()
    {
        var session = new TestSession(new Probe("a")).Start();

        var again = session.Worker.RunAsync(new StartFrame());

        Assert.IsType<InvalidOperationException>(again.Exception?.InnerException);
    }
}
