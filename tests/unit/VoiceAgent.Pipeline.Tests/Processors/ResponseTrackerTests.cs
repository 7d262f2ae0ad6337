using VoiceAgent.Frames;
using VoiceAgent.Testing;

namespace VoiceAgent.Processors;

public class ResponseTrackerTests
{
    private readonly VirtualTime _time = new();
    private readonly ResponseTracker _responses;

    public ResponseTrackerTests() => _responses = new ResponseTracker(_time.Executor);

    [Fact]
    public void Numbers_grow_and_none_is_never_stale()
    {
        var first = _responses.Begin();
        var second = _responses.Begin();

        Assert.True(first < second);
        Assert.Equal(second, _responses.Latest);
        _responses.CancelAll();
        Assert.True(_responses.IsStale(first));
        Assert.True(_responses.IsStale(second));
        Assert.False(_responses.IsStale(ResponseId.None));
        Assert.Equal(CancellationToken.None, _responses.TokenOf(ResponseId.None));
    }

    [Fact]
    public void Frames_are_stale_at_once_and_tokens_are_cancelled_off_the_callers_time()
    {
        var token = _responses.TokenOf(_responses.Begin());

        _responses.CancelAll();
        Assert.True(_responses.IsStale(_responses.Latest));
        Assert.False(token.IsCancellationRequested);
        _time.Settle();

        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void A_response_begun_after_the_interruption_lives()
    {
        _responses.Begin();
        _responses.CancelAll();
        var next = _responses.Begin();
        _time.Settle();

        Assert.False(_responses.IsStale(next));
        Assert.False(_responses.TokenOf(next).IsCancellationRequested);
    }

    [Fact]
    public void The_token_of_a_cancelled_response_is_cancelled_for_those_who_come_late()
    {
        var response = _responses.Begin();
        _responses.CancelAll();
        _time.Settle();

        Assert.True(_responses.TokenOf(response).IsCancellationRequested);
    }

    [Fact]
    public void Completing_a_response_completes_those_before_it()
    {
        var first = _responses.TokenOf(_responses.Begin());
        var second = _responses.Begin();
        var third = _responses.TokenOf(_responses.Begin());
        _responses.Complete(second);

        _responses.CancelAll();
        _time.Settle();

        Assert.False(first.IsCancellationRequested);
        Assert.True(third.IsCancellationRequested);
    }

    [Fact]
    public void Foreign_code_that_throws_when_cancelled_harms_nobody()
    {
        var first = _responses.TokenOf(_responses.Begin());
        var second = _responses.TokenOf(_responses.Begin());
        using var registration = first.Register(() => throw new FormatException());

        _responses.CancelAll();
        _time.Settle();

        Assert.True(second.IsCancellationRequested);
    }

    [Fact]
    public void Beginning_and_cancelling_from_many_threads_loses_nothing()
    {
        var responses = new ResponseTracker(PipelineExecutor.ThreadPool);
        var ids = new System.Collections.Concurrent.ConcurrentBag<ResponseId>();

        Parallel.For(
            0,
            20_000,
            i =>
            {
                if (i % 10 == 0)
                {
                    responses.CancelAll();
                }
                else
                {
                    ids.Add(responses.Begin());
                }
            }
        );
        responses.CancelAll();

        Assert.Equal(18_000, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(responses.IsStale(id)));
    }

    [Fact]
    public void An_interruption_stops_before_a_protected_response_and_goes_on_behind_it()
    {
        List<ResponseId> caught = [];
        _responses.Caught = caught.Add;
        var before = _responses.Begin();
        var notice = _responses.Begin();
        var behind = _responses.Begin();
        _responses.Protect(notice);
        var token = _responses.TokenOf(notice);

        Assert.Equal(before, _responses.Interrupt());
        var later = _responses.Begin();
        Assert.True(_responses.IsStale(before));
        Assert.False(_responses.IsStale(notice));
        Assert.False(_responses.IsStale(behind));
        Assert.Equal([true, false, true, false], new[] { before, notice, behind, later }.Select(_responses.IsDoomed));

        _responses.Complete(notice);
        _time.Settle();
        Assert.Equal([behind], caught);
        Assert.False(token.IsCancellationRequested);
        Assert.True(_responses.IsStale(behind));
        Assert.False(_responses.IsStale(later));
    }

    [Fact]
    public void Two_protected_responses_are_both_spared()
    {
        List<ResponseId> caught = [];
        _responses.Caught = caught.Add;
        var first = _responses.Begin();
        var between = _responses.Begin();
        var second = _responses.Begin();
        _responses.Protect(first);
        _responses.Protect(second);

        Assert.Equal(ResponseId.None, _responses.Interrupt());
        _responses.Complete(first);
        Assert.Equal([between], caught);
        Assert.True(_responses.IsProtected(second));
        _responses.Complete(second);
        Assert.Equal([between, second], caught);
    }

    [Fact]
    public void Without_an_interruption_the_end_of_a_protected_response_cancels_nothing()
    {
        List<ResponseId> caught = [];
        _responses.Caught = caught.Add;
        var notice = _responses.Begin();
        _responses.Protect(notice);
        _responses.Complete(notice);

        Assert.Empty(caught);
        Assert.False(_responses.IsProtected(notice));
    }

    [Fact]
    public void The_end_of_the_session_spares_nothing()
    {
        var notice = _responses.Begin();
        _responses.Protect(notice);

        Assert.Equal(notice, _responses.CancelAll());
        Assert.True(_responses.IsStale(notice));
        _responses.Protect(notice);
        Assert.False(_responses.IsProtected(notice));
    }
}
