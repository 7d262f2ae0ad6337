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
}
