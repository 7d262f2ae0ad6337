using System.Threading.Channels;
using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Stt;

public sealed class SegmentedSpeechToTextTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_segment_is_recognised_in_one_go_when_it_is_finalised()
    {
        var engine = new FakeRecognizer();
        await using var session = await OpenAsync(engine);
        await session.WriteAsync(new byte[100], Cancellation);
        await session.WriteAsync(new byte[60], Cancellation);
        await session.FinalizeAsync(Cancellation);
        await session.WriteAsync(new byte[40], Cancellation);
        await session.FinalizeAsync(Cancellation);

        var events = await ReadAsync(session, 2);

        Assert.Equal(["heard 160", "heard 40"], events.Select(e => e.Text));
        Assert.All(events, e => Assert.Equal(SpeechToTextEventKind.Final, e.Kind));
        Assert.Equal(0.5f, events[0].Confidence);
    }

    [Fact]
    public async Task An_empty_segment_has_an_empty_result_without_bothering_the_engine()
    {
        var engine = new FakeRecognizer();
        await using var session = await OpenAsync(engine);
        await session.FinalizeAsync(Cancellation);

        var only = Assert.Single(await ReadAsync(session, 1));

        Assert.Equal("", only.Text);
        Assert.False(only.Rejected);
        Assert.Equal(0, engine.Calls);
    }

    [Fact]
    public async Task A_long_segment_is_recognised_in_parts_and_joined_into_one_result()
    {
        var engine = new FakeRecognizer();
        await using var session = await OpenAsync(engine);
        await session.WriteAsync(new byte[32_000 * 2 + 8_000], Cancellation);
        await session.FinalizeAsync(Cancellation);

        var only = Assert.Single(await ReadAsync(session, 1));

        Assert.Equal("heard 32000 heard 32000 heard 8000", only.Text);
        Assert.Equal([0, 1, 2], only.Words.Select(w => w.Start.TotalSeconds));
        Assert.Equal("en", only.Language);
    }

    [Fact]
    public async Task A_part_of_exactly_the_largest_size_makes_no_empty_rest()
    {
        var engine = new FakeRecognizer();
        await using var session = await OpenAsync(engine);
        await session.WriteAsync(new byte[32_000], Cancellation);
        await session.FinalizeAsync(Cancellation);

        Assert.Equal("heard 32000", Assert.Single(await ReadAsync(session, 1)).Text);
        Assert.Equal(1, engine.Calls);
    }

    [Fact]
    public async Task A_segment_is_rejected_only_when_all_of_it_is()
    {
        var engine = new FakeRecognizer { Rejects = true };
        await using var session = await OpenAsync(engine);
        await session.WriteAsync(new byte[40_000], Cancellation);
        await session.FinalizeAsync(Cancellation);

        var only = Assert.Single(await ReadAsync(session, 1));

        Assert.True(only.Rejected);
        Assert.Equal("", only.Text);
    }

    [Fact]
    public async Task Disposal_while_the_engine_works_ends_the_events_normally()
    {
        var engine = new FakeRecognizer { Gate = Channel.CreateBounded<bool>(1) };
        var session = await OpenAsync(engine);
        await session.WriteAsync(new byte[100], Cancellation);
        await session.FinalizeAsync(Cancellation);
        var reading = ReadAsync(session, 1);
        Assert.False(reading.IsCompleted);

        await session.DisposeAsync();

        Assert.Empty(await reading);
    }

    [Fact]
    public async Task A_failing_engine_fails_the_reader()
    {
        await using var session = await OpenAsync(new FakeRecognizer { Fails = true });
        await session.WriteAsync(new byte[100], Cancellation);
        await session.FinalizeAsync(Cancellation);

        var failure = await Assert.ThrowsAsync<VoiceAgentException>(() => ReadAsync(session, 1));

        Assert.Equal(ErrorCodes.ProviderFailed, failure.Code);
    }

    [Fact]
    public void The_longest_part_has_limits()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Adapt(TimeSpan.FromMilliseconds(999)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Adapt(TimeSpan.FromMinutes(6)));
        Assert.True(Adapt(null).Capabilities.SpeechOnly);

        static SegmentedSpeechToText Adapt(TimeSpan? longest) => new(new FakeRecognizer(), "fake", 16000, longest);
    }

    private static ValueTask<ISpeechToTextSession> OpenAsync(FakeRecognizer engine) =>
        new SegmentedSpeechToText(engine, "fake", 16000, OneSecond).OpenAsync(new(), Cancellation);

    private static async Task<List<SpeechToTextEvent>> ReadAsync(ISpeechToTextSession session, int count)
    {
        var events = new List<SpeechToTextEvent>();
        await foreach (var e in session.ReadEventsAsync(Cancellation))
        {
            events.Add(e);
            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }

    private sealed class FakeRecognizer : ISegmentRecognizer
    {
        public int Calls { get; private set; }
        public bool Fails { get; init; }
        public bool Rejects { get; init; }
        public Channel<bool>? Gate { get; init; }

        public async ValueTask<SpeechToTextEvent> RecognizeAsync(
            ReadOnlyMemory<byte> audio,
            SpeechToTextSessionOptions options,
            CancellationToken cancellationToken
        )
        {
            Calls++;
            if (Gate is not null)
            {
                await Gate.Reader.ReadAsync(cancellationToken);
            }

            return Fails ? throw new VoiceAgentException(ErrorCodes.ProviderFailed, "The engine is broken.")
                : Rejects ? new(SpeechToTextEventKind.Final, "") { Rejected = true }
                : new(SpeechToTextEventKind.Final, $"heard {audio.Length}")
                {
                    Confidence = 0.5f,
                    Language = "en",
                    Words = [new WordTiming("heard", TimeSpan.Zero, OneSecond)],
                };
        }
    }
}
