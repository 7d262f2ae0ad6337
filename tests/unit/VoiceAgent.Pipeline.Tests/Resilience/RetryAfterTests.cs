using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Stt;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Resilience;

/// <summary>Providers that say how long they want to be left alone.</summary>
public sealed class RetryAfterTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "When does the train leave?")];
    private readonly VirtualTime _time = new();
    private readonly FakeChatClient _first;
    private readonly FakeChatClient _second;
    private readonly List<double> _asked = [];

    public RetryAfterTests()
    {
        (_first, _second) = (new FakeChatClient(_time), new FakeChatClient(_time));
        _second.Otherwise = _ => Answer("At ten.");
    }

    [Fact]
    public void A_model_is_asked_again_when_it_said_it_can_be()
    {
        _first.Otherwise = Refusing(times: 1, TimeSpan.FromSeconds(1));

        Assert.Equal("At nine.", Ask(new(), _first, _second));
        Assert.Equal([0, 1], _asked);
    }

    [Fact]
    public void A_pause_is_never_shorter_than_without_being_asked_for()
    {
        _first.Otherwise = Refusing(times: 1, TimeSpan.FromMilliseconds(1));

        Assert.Equal("At nine.", Ask(new(), _first, _second));
        Assert.InRange(_asked[1], 0.075, 0.225);
    }

    [Fact]
    public void A_pause_beyond_the_deadline_is_not_waited_for_and_the_next_model_answers_at_once()
    {
        _first.Otherwise = Refusing(times: 1, TimeSpan.FromSeconds(3));

        Assert.Equal("At ten.", Ask(new(), _first, _second));
        Assert.Equal([0, 0], _asked);
    }

    [Fact]
    public void Without_a_next_model_the_failure_says_at_once_when_it_can_be_asked_again()
    {
        _first.Otherwise = Refusing(times: 1, TimeSpan.FromSeconds(30));

        var failure = Assert.Throws<VoiceAgentException>(() => Ask(new(), _first));

        Assert.Equal((ErrorCodes.ProviderRateLimited, TimeSpan.FromSeconds(30)), (failure.Code, failure.RetryAfter));
        Assert.Equal((TimeSpan.Zero, 1), (_time.Elapsed, _first.Requests.Count));
    }

    [Fact]
    public void Pauses_and_retries_together_take_no_longer_than_the_deadline()
    {
        _first.Otherwise = Refusing(times: 100, TimeSpan.FromSeconds(1));

        Assert.Equal("At ten.", Ask(new() { Retries = 10 }, _first, _second));
        Assert.Equal([0, 1, 2, 2], _asked);
    }

    [Fact]
    public void All_conversations_leave_it_alone_for_so_long()
    {
        _first.Otherwise = Refusing(times: 1, TimeSpan.FromSeconds(20));
        var chain = Chain.Of(_time, new(), _first, _second);
        string Again() => _time.Run(() => chain.GetResponseAsync(Question)).Text;

        Assert.Equal(["At ten.", "At ten."], [Again(), Again()]);
        _time.AdvanceTo(TimeSpan.FromSeconds(19.9));
        Assert.Equal("At ten.", Again());
        Assert.Single(_first.Requests);

        Assert.Equal("At nine.", Again());
    }

    [Fact]
    public void Who_asks_all_the_same_is_told_how_long_is_left()
    {
        _first.Otherwise = Refusing(times: 1, TimeSpan.FromSeconds(30));
        var chain = Chain.Of(_time, new(), _first);
        Assert.Throws<VoiceAgentException>(() => _time.Run(() => chain.GetResponseAsync(Question)));
        _time.Advance(TimeSpan.FromSeconds(10));

        var failure = Assert.Throws<VoiceAgentException>(() => _time.Run(() => chain.GetResponseAsync(Question)));

        Assert.Equal((ErrorCodes.ProviderRateLimited, TimeSpan.FromSeconds(20)), (failure.Code, failure.RetryAfter));
        Assert.Contains("in 20 s", failure.Message, StringComparison.Ordinal);
        Assert.Single(_first.Requests);
    }

    [Fact]
    public void A_wish_to_be_left_alone_for_a_day_is_granted_for_a_minute()
    {
        _first.Otherwise = Refusing(times: 1, TimeSpan.FromDays(1));
        var chain = Chain.Of(_time, new(), _first, _second);
        Assert.Equal("At ten.", _time.Run(() => chain.GetResponseAsync(Question)).Text);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("At nine.", _time.Run(() => chain.GetResponseAsync(Question)).Text);
    }

    [Fact]
    public void A_recogniser_that_asks_for_a_moment_is_opened_after_it_and_hears_everything()
    {
        var busy = new BusyRecognizer(new SilentRecognizer(_time), TimeSpan.FromSeconds(0.5));

        Assert.Equal("1 2 3", Hear(busy));
        Assert.Equal(2, busy.Asked);
    }

    [Fact]
    public void A_recogniser_that_asks_for_long_is_followed_at_once()
    {
        var busy = new BusyRecognizer(new SilentRecognizer(_time), TimeSpan.FromSeconds(30));

        Assert.Equal("1 2 3", Hear(busy, new SilentRecognizer(_time)));
        Assert.Equal(1, busy.Asked);
        Assert.True(_time.Elapsed < TimeSpan.FromSeconds(0.5), $"{_time.Elapsed}");
    }

    [Fact]
    public void A_recogniser_that_asks_for_long_and_has_no_next_one_fails_with_its_own_code_and_the_time()
    {
        var busy = new BusyRecognizer(new SilentRecognizer(_time), TimeSpan.FromSeconds(30));

        var failure = Assert.Throws<VoiceAgentException>(() => Hear(busy));

        Assert.Equal((ErrorCodes.ProviderRateLimited, TimeSpan.FromSeconds(30)), (failure.Code, failure.RetryAfter));
        Assert.Contains("in 30 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, busy.Asked);
    }

    private static VoiceAgentException Limited(TimeSpan wait) =>
        new(ErrorCodes.ProviderRateLimited, "It takes no more requests now.") { RetryAfter = wait };

    private Func<IReadOnlyList<ChatMessage>, FakeReply> Refusing(int times, TimeSpan wait) =>
        _ => Answer("At nine.", times-- > 0 ? Limited(wait) : null);

    private FakeReply Answer(string text, Exception? refusal = null)
    {
        _asked.Add(_time.Elapsed.TotalSeconds);
        return refusal is null ? new FakeReply(text) : throw refusal;
    }

    private string Ask(ChatResilienceOptions options, params FakeChatClient[] models)
    {
        var chain = Chain.Of(_time, options, models);
        return _time.Run(() => chain.GetResponseAsync(Question)).Text;
    }

    private string Hear(params ISpeechToText[] recognizers) =>
        _time.Run(async () =>
        {
            await using var session = await Chain.Of(_time, new(), recognizers).OpenAsync(new(), default);
            for (short word = 1; word <= 3; word++)
            {
                await session.WriteAsync(SilentRecognizer.Word(word), default);
            }

            await session.FinalizeAsync(default);
            await foreach (var heard in session.ReadEventsAsync(default))
            {
                if (heard.Kind == SpeechToTextEventKind.Final)
                {
                    return heard.Text;
                }
            }

            return "nothing";
        });

    /// <summary>Takes no session the first time it is asked for one.</summary>
    private sealed class BusyRecognizer(ISpeechToText inner, TimeSpan wait) : ISpeechToText
    {
        public int Asked { get; private set; }

        public SpeechToTextCapabilities Capabilities => inner.Capabilities;

        public ValueTask<ISpeechToTextSession> OpenAsync(
            SpeechToTextSessionOptions options,
            CancellationToken cancellationToken
        ) => ++Asked == 1 ? throw Limited(wait) : inner.OpenAsync(options, cancellationToken);
    }
}
