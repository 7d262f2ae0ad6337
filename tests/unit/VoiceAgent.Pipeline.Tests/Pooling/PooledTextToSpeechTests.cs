using VoiceAgent.Errors;
using VoiceAgent.Hosting.Bench;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Tts;

namespace VoiceAgent.Pooling;

public sealed class PooledTextToSpeechTests
{
    private static readonly TextToSpeechSessionOptions Options = new() { Voice = "anna" };

    [Fact]
    public async Task The_second_conversation_opens_no_connection()
    {
        await using var vendor = new TlsVoice(TimeSpan.Zero);
        await using var pools = new ServicePools(TimeProvider.System);
        var voice = new PooledTextToSpeech(vendor, pools);
        await voice.PrewarmAsync(Options, 1, TestContext.Current.CancellationToken);

        for (var conversation = 0; conversation < 3; conversation++)
        {
            await using var session = await voice.OpenAsync(Options, TestContext.Current.CancellationToken);
            Assert.Equal(["1 Audio", "1 Completed"], await SayAsync(session, 1));
            Assert.Equal(["2 Audio", "2 Completed"], await SayAsync(session, 2));
        }

        var pool = Assert.Single(pools.All).Statistics;
        Assert.Equal(1, vendor.Handshakes);
        Assert.Equal((3L, 3L, 1.0), (pool.Leases, pool.Reused, pool.ReuseRate));
        Assert.Equal("tls (tts anna)", pool.Key.ToString());
    }

    [Fact]
    public async Task A_connection_the_vendor_closed_meanwhile_is_not_used_again()
    {
        var vendor = new TlsVoice(TimeSpan.Zero);
        await using var pools = new ServicePools(TimeProvider.System);
        var voice = new PooledTextToSpeech(vendor, pools);
        var session = await voice.OpenAsync(Options, TestContext.Current.CancellationToken);
        await vendor.DisposeAsync();
        var error = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var _ in session.ReadEventsAsync(TestContext.Current.CancellationToken)) { }
        });
        await session.DisposeAsync();

        Assert.IsNotType<OperationCanceledException>(error);
        Assert.Equal((0, 1L), (pools.All[0].Statistics.Size, pools.All[0].Statistics.Failures));
    }

    [Fact]
    public void What_one_conversation_left_unsaid_is_never_heard_in_the_next()
    {
        var time = new VirtualTime();
        var inner = new FakeTextToSpeech(time);
        time.Run(async () =>
        {
            await using var pools = new ServicePools(time);
            var voice = new PooledTextToSpeech(inner, pools);
            var first = await voice.OpenAsync(Options, default);
            await first.WriteAsync(5, "A secret of the first caller, long enough to be cut off.", default);
            await first.FlushAsync(5, default);
            await Task.Delay(TimeSpan.FromMilliseconds(250), time);
            await first.DisposeAsync();
            await using var second = await voice.OpenAsync(Options, default);
            await second.WriteAsync(1, "Hello.", default);
            await second.FlushAsync(1, default);
            List<TextToSpeechEvent> heard = [];
            await foreach (var made in second.ReadEventsAsync(default))
            {
                heard.Add(made);
                if (made.Kind == TextToSpeechEventKind.Completed)
                {
                    break;
                }
            }

            Assert.All(heard, made => Assert.Equal(1, made.Utterance));
            Assert.Equal(["Hello."], heard.SelectMany(made => made.Words ?? []).Select(word => word.Word));
            Assert.Equal(1, inner.Opened);
        });
    }

    [Fact]
    public void A_pool_of_another_type_under_the_same_key_is_refused()
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            await using var pools = new ServicePools(time);
            var key = new PoolKey("fake", "tts");
            pools.Get(key, new CountedFactory(time));
            var voice = new PooledTextToSpeech(new FakeTextToSpeech(time), pools);

            var error = await Assert.ThrowsAsync<VoiceAgentException>(async () =>
                await voice.OpenAsync(new(), default)
            );

            Assert.Equal(ErrorCodes.InvalidConfiguration, error.Code);
        });
    }

    [Fact]
    public void Each_conversation_gets_an_opened_recogniser_of_its_own()
    {
        var time = new VirtualTime();
        var inner = new FakeSpeechToText(time) { OpeningDelay = TimeSpan.FromMilliseconds(400) };
        time.Run(async () =>
        {
            await using var pools = new ServicePools(time);
            var recognizer = new PooledSpeechToText(inner, pools, new() { Minimum = 1 });
            await recognizer.PrewarmAsync(new(), null, default);
            var began = time.Elapsed;
            var first = await recognizer.OpenAsync(new(), default);
            Assert.Equal(began, time.Elapsed);
            await first.DisposeAsync();
            await using var second = await recognizer.OpenAsync(new(), default);

            Assert.Equal(2, inner.Opened);
            Assert.Equal(1, inner.Active);
        });
    }

    private static async Task<List<string>> SayAsync(ITextToSpeechSession session, long utterance)
    {
        await session.WriteAsync(utterance, "Hello.", TestContext.Current.CancellationToken);
        await session.FlushAsync(utterance, TestContext.Current.CancellationToken);
        List<string> events = [];
        await foreach (var made in session.ReadEventsAsync(TestContext.Current.CancellationToken))
        {
            events.Add($"{made.Utterance} {made.Kind}");
            if (made.Kind == TextToSpeechEventKind.Completed)
            {
                break;
            }
        }

        return events;
    }
}
