using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Pooling;
using VoiceAgent.Resilience;
using VoiceAgent.Stt;
using VoiceAgent.Tests.Vendors;
using VoiceAgent.Tts;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// Vendors whose sockets are half open: TCP stays, everything is taken, nothing is said. The sockets are real ones, time is moved by hand.
/// </summary>
public sealed class SilentSocketTests : IAsyncLifetime
{
    private static readonly TimeSpan WordLength = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);
    private readonly CountingVendor _vendor = new();
    private readonly HandClock _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _vendor.InitializeAsync();

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task A_recogniser_that_falls_silent_while_the_user_speaks_is_replaced_within_a_second_and_a_half_and_no_word_is_lost()
    {
        _vendor.HearsUntil = 7;
        await using var session = await Chain(_vendor.Recognizer(_clock)).OpenAsync(new(), Cancellation);
        var heard = new HeardWords(session);
        var silences = new List<TimeSpan>();
        for (short word = 1; word <= 40; word++)
        {
            await session.WriteAsync(CountingVendor.Audio(word), Cancellation);
            if (await _vendor.HeardAsync(word))
            {
                await heard.InterimAsync(word);
            }
            else
            {
                silences.Add(_clock.Elapsed);
            }

            _clock.Advance(WordLength);
        }

        await session.FinalizeAsync(Cancellation);

        Assert.Equal(string.Join(' ', Enumerable.Range(1, 40)), await heard.FinalAsync());
        Assert.Equal(2, _vendor.Listeners);
        Assert.InRange(silences[^1] + WordLength - silences[0], TimeSpan.FromSeconds(1), Limit);
        Assert.Equal(
            new ProviderChange("stt", "counting", "counting", ErrorCodes.ProviderTimeout),
            Assert.Single(heard.Changes)
        );
    }

    [Fact]
    public async Task Without_a_chain_the_socket_is_replaced_when_the_text_is_owed_and_no_word_is_lost()
    {
        _vendor.HearsUntil = 3;
        await using var session = await _vendor.Recognizer(_clock).OpenAsync(new(), Cancellation);
        var heard = new HeardWords(session);
        await SpeakAsync(session, 5);
        await session.FinalizeAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("1 2 3 4 5", await heard.FinalAsync());
        Assert.Equal((2, true), (_vendor.Listeners, _clock.Elapsed < Limit));
    }

    [Fact]
    public async Task A_vendor_that_is_silent_again_and_again_is_a_failure_and_no_empty_text()
    {
        (_vendor.HearsUntil, _vendor.SilentSockets) = (0, 100);
        var settings = new SocketSettings { Reconnects = 0 };
        await using var session = await _vendor.Recognizer(_clock, settings).OpenAsync(new(), Cancellation);
        var heard = new HeardWords(session);
        await SpeakAsync(session, 5);
        await session.FinalizeAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await Failing.AssertAsync(ErrorCodes.ProviderTimeout, heard.FinalAsync);
    }

    [Fact]
    public async Task A_voice_that_falls_silent_in_a_sentence_is_replaced_within_a_second_and_a_half_and_no_word_is_lost()
    {
        _vendor.SpeaksUntil = 5;
        var made = await SayAsync("1 2 3 4 5 6 7 8 9 10", silentAfter: 5, TimeSpan.FromSeconds(1));

        Assert.Equal(Enumerable.Range(1, 10).Select(word => (short)word), made);
        Assert.Equal((2, true), (_vendor.Speakers, _clock.Elapsed < Limit));
    }

    [Fact]
    public async Task A_voice_that_makes_nothing_at_all_is_replaced_within_a_second_and_a_half()
    {
        _vendor.SpeaksUntil = 0;
        var made = await SayAsync("1 2 3", silentAfter: 0, TimeSpan.FromSeconds(1.4));

        Assert.Equal([1, 2, 3], made);
        Assert.Equal((2, true), (_vendor.Speakers, _clock.Elapsed < Limit));
    }

    [Fact]
    public async Task A_socket_that_hangs_in_a_pool_is_found_by_its_pings_and_nobody_gets_it()
    {
        _vendor.HungSockets = 1;
        var settings = new SocketSettings { PingInterval = TimeSpan.FromMilliseconds(20), Reconnects = 0 };
        var options = new SpeechToTextSessionOptions();
        await using var pools = new ServicePools(_clock);
        var pooled = new PooledSpeechToText(_vendor.Recognizer(_clock, settings), pools, new() { Minimum = 1 });
        await pooled.PrewarmAsync(options, null, Cancellation);
        while (_vendor.Listeners < 2)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await _vendor.RoundTripAsync();
        }

        await using var session = await pooled.OpenAsync(options, Cancellation);
        var heard = new HeardWords(session);
        await SpeakAsync(session, 3);
        await session.FinalizeAsync(Cancellation);

        Assert.Equal("1 2 3", await heard.FinalAsync());
    }

    private static async Task SpeakAsync(ISpeechToTextSession session, short words)
    {
        for (short word = 1; word <= words; word++)
        {
            await session.WriteAsync(CountingVendor.Audio(word), Cancellation);
        }
    }

    private ResilientSpeechToText Chain(SocketSpeechToText recognizer) =>
        new([new(recognizer, new ProviderCircuit("counting", new(), _clock))], new(), _clock);

    /// <summary>Has a text spoken by a chain, and moves the clock on once the vendor has fallen silent.</summary>
    private async Task<List<short>> SayAsync(string text, int silentAfter, TimeSpan silence)
    {
        var voice = new ResilientTextToSpeech(
            [new(_vendor.Voice(_clock), new ProviderCircuit("counting", new(), _clock))],
            new(),
            _clock
        );
        await using var session = await voice.OpenAsync(new(), Cancellation);
        await session.WriteAsync(1, text, Cancellation);
        await session.FlushAsync(1, Cancellation);
        List<short> made = [];
        var isSilent = silentAfter == 0 ? AwaitSilenceAsync(silence) : null;
        await foreach (var item in session.ReadEventsAsync(Cancellation))
        {
            made.AddRange(CountingVendor.Words(item.Audio));
            if (isSilent is null && made.Count == silentAfter)
            {
                isSilent = AwaitSilenceAsync(silence);
            }

            if (item.Kind == TextToSpeechEventKind.Completed)
            {
                break;
            }
        }

        await isSilent!;
        return made;
    }

    private async Task AwaitSilenceAsync(TimeSpan silence)
    {
        await _vendor.FellSilentAsync();
        for (var i = 0; i < 10; i++)
        {
            await _vendor.RoundTripAsync();
        }

        _clock.Advance(silence);
        await _vendor.OpenedSpeakersAsync(2);
    }
}
