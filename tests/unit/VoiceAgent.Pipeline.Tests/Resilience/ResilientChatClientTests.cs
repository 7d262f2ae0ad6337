using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Resilience;

public sealed class ResilientChatClientTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "When does the train leave?")];
    private readonly VirtualTime _time = new();
    private readonly FakeChatClient _first;
    private readonly FakeChatClient _second;

    public ResilientChatClientTests() => (_first, _second) = (new FakeChatClient(_time), new FakeChatClient(_time));

    [Fact]
    public void A_model_that_fails_before_its_first_token_is_asked_again()
    {
        _first.Answers(new FakeReply("") { Fault = FakeFault.Throw }).Answers("At nine.");

        Assert.Equal("At nine.", Ask(new()));
        Assert.Equal((2, 0), (_first.Requests.Count, _second.Requests.Count));
    }

    [Theory]
    [InlineData(FakeFault.Throw)]
    [InlineData(FakeFault.Refuse)]
    [InlineData(FakeFault.Hang)]
    public void The_next_model_answers_when_one_does_not(FakeFault fault)
    {
        _first.Otherwise = _ => new FakeReply("") { Fault = fault };
        _second.Answers("At nine.");

        Assert.Equal("At nine.", Ask(new()));
        Assert.Equal((2, 1), (_first.Requests.Count, _second.Requests.Count));
    }

    [Fact]
    public void A_model_that_breaks_off_is_followed_by_one_that_knows_what_was_said()
    {
        _first.Answers(new FakeReply("The train leaves at noon.") { Fault = FakeFault.Throw, FaultAfter = 3 });
        _second.Answers("at nine.");

        Assert.Equal("The train leaves at nine.", Ask(new()));
        var told = Assert.Single(_second.Requests);
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.System], told.Select(message => message.Role));
        Assert.Equal("The train leaves", told[1].Text);
        Assert.Single(_first.Requests);
    }

    [Fact]
    public void A_model_that_falls_silent_in_the_middle_is_followed_within_the_deadline()
    {
        _first.Answers(new FakeReply("The train leaves at noon.") { Fault = FakeFault.Hang, FaultAfter = 3 });
        _second.Answers("at nine.");

        Assert.Equal("The train leaves at nine.", Ask(new() { NextTokenDeadline = TimeSpan.FromSeconds(1) }));
        Assert.True(_time.Elapsed < TimeSpan.FromSeconds(2), $"{_time.Elapsed}");
    }

    [Fact]
    public void An_answer_that_called_a_tool_is_not_taken_over()
    {
        var call = FakeReply.Calls("book") with { Text = "Yes." };
        var broken = new BreaksAfterCall(call.ToolCalls[0]);
        var chain = new ResilientChatClient(
            Chain.Candidates<IChatClient>(_time, [broken, _second]),
            new(),
            _time,
            new Random(1)
        );

        var error = Assert.Throws<VoiceAgentException>(() => _time.Run(() => chain.GetResponseAsync(Question)));

        Assert.Equal(ErrorCodes.ProviderFailed, error.Code);
        Assert.Empty(_second.Requests);
    }

    [Fact]
    public void When_nobody_answers_the_last_error_is_told()
    {
        _first.Otherwise = _second.Otherwise = _ => new FakeReply("") { Fault = FakeFault.Hang };

        var error = Assert.Throws<VoiceAgentException>(() => Ask(new() { Retries = 0 }));

        Assert.Equal(ErrorCodes.ProviderTimeout, error.Code);
        Assert.Equal(TimeSpan.FromSeconds(5), _time.Elapsed);
    }

    [Fact]
    public void A_model_that_fails_too_often_is_left_alone_for_all_conversations_and_tried_again_later()
    {
        _first.Otherwise = _ => new FakeReply("") { Fault = FakeFault.Throw };
        _second.Otherwise = _ => new FakeReply("At nine.");
        var chain = Chain.Of(_time, new() { Retries = 0 }, _first, _second);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("At nine.", _time.Run(() => chain.GetResponseAsync(Question)).Text);
        }

        Assert.Equal((4, 10), (_first.Requests.Count, _second.Requests.Count));
        _first.Otherwise = _ => new FakeReply("At eight.");
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal("At nine.", _time.Run(() => chain.GetResponseAsync(Question)).Text);
    }

    [Fact]
    public void What_the_caller_gave_up_is_no_failure_of_the_model()
    {
        _first.Otherwise = _ => new FakeReply("Too late.") { FirstTokenDelay = TimeSpan.FromSeconds(2) };
        var chain = Chain.Of(_time, new(), _first, _second);
        for (var i = 0; i < 8; i++)
        {
            using var giveUp = new CancellationTokenSource();
            var asked = chain.GetResponseAsync(Question, null, giveUp.Token);
            _time.Advance(TimeSpan.FromMilliseconds(500));
            giveUp.Cancel();
            _time.Settle();
            Assert.True(asked.IsCanceled, asked.Status.ToString());
        }

        Assert.Equal((8, 8, 0), (_first.Requests.Count, _first.Cancelled, _second.Requests.Count));
    }

    [Fact]
    public void A_second_model_is_asked_when_the_first_is_slow_and_the_loser_is_cancelled()
    {
        _first.Answers(new FakeReply("Slow.") { FirstTokenDelay = TimeSpan.FromSeconds(2.2) });
        _second.Answers("Fast.");

        var chain = Hedged();
        Assert.Equal("Fast.", _time.Run(() => chain.GetResponseAsync(Question)).Text);

        Assert.Equal(1, _first.Cancelled);
        Assert.Equal((1L, 1L, 1L), (chain.Hedging.Requests, chain.Hedging.Hedges, chain.Hedging.Won));
        Assert.True(chain.Hedging.WastedTokens > 0);
        Assert.True(_time.Elapsed < TimeSpan.FromSeconds(2), $"{_time.Elapsed}");
    }

    [Fact]
    public void A_first_model_that_wins_after_all_is_heard()
    {
        _first.Answers(new FakeReply("First.") { FirstTokenDelay = TimeSpan.FromSeconds(1.6) });
        _second.Answers("Second.");

        var chain = Hedged();
        Assert.Equal("First.", _time.Run(() => chain.GetResponseAsync(Question)).Text);

        Assert.Equal(1, _second.Cancelled);
        Assert.Equal((1L, 0L), (chain.Hedging.Hedges, chain.Hedging.Won));
    }

    [Fact]
    public void A_heavy_tail_is_cut_by_more_than_half_for_no_more_than_the_budget()
    {
        var alone = Tail(isHedged: false, out _);
        var hedged = Tail(isHedged: true, out var cost);

        Assert.True(hedged < alone / 2, $"{hedged} against {alone}");
        Assert.InRange(cost.ExtraShare, 0.01, 0.08);
    }

    private static TimeSpan Tail(bool isHedged, out HedgingStatistics cost)
    {
        var time = new VirtualTime();
        var random = new Random(17);
        double Spread() =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        FakeReply Next(IReadOnlyList<ChatMessage> _)
        {
            // Around 350 ms, and one in twenty hangs for seconds: what vendors look like on a bad day.
            var delay = 350 * Math.Exp(0.35 * Spread());
            delay *= random.Next(20) == 0 ? 4 / Math.Pow(1 - random.NextDouble(), 0.7) : 1;
            return new("Yes.") { FirstTokenDelay = TimeSpan.FromMilliseconds(Math.Min(delay, 50_000)) };
        }

        var options = new ChatResilienceOptions
        {
            FirstTokenDeadline = TimeSpan.FromSeconds(60),
            Hedging = { IsEnabled = isHedged },
        };
        var chain = Chain.Of(
            time,
            options,
            new FakeChatClient(time) { Otherwise = Next },
            new FakeChatClient(time) { Otherwise = Next }
        );
        var times = new List<TimeSpan>();
        time.Run(
            async () =>
            {
                for (var i = 0; i < 2000; i++)
                {
                    var began = time.Elapsed;
                    await foreach (var _ in chain.GetStreamingResponseAsync(Question))
                    {
                        times.Add(time.Elapsed - began);
                        break;
                    }
                }
            },
            TimeSpan.FromHours(10)
        );
        times.Sort();
        cost = chain.Hedging;
        return times[(int)(times.Count * 0.99)];
    }

    private ResilientChatClient Hedged() =>
        Chain.Of(
            _time,
            new() { Hedging = { IsEnabled = true, InitialDelay = TimeSpan.FromSeconds(1.5) } },
            _first,
            _second
        );

    private string Ask(ChatResilienceOptions options) =>
        _time.Run(() => Chain.Of(_time, options, _first, _second).GetResponseAsync(Question)).Text;

    private sealed class BreaksAfterCall(FunctionCallContent call) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default
        ) => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            await Task.CompletedTask;
            yield return new ChatResponseUpdate(ChatRole.Assistant, [call]);
            throw new VoiceAgentException(ErrorCodes.ProviderFailed, "It broke off.");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
