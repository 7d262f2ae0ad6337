using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Tts;

public sealed class SentenceTextToSpeechSessionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_is_collected_per_utterance_and_spoken_on_flush_in_order()
    {
        var engine = new FakeSynthesizer();
        await using var session = new SentenceTextToSpeechSession(engine);
        await session.WriteAsync(1, "Hello ", Cancellation);
        await session.WriteAsync(1, "there.", Cancellation);
        await session.FlushAsync(1, Cancellation);
        await session.WriteAsync(2, "Bye.", Cancellation);
        await session.FlushAsync(2, Cancellation);

        Assert.Equal(
            ["1 words Hello", "1 audio 12", "1 completed", "2 words Bye.", "2 audio 4", "2 completed"],
            await ReadAsync(session, 6)
        );
        Assert.Equal(["Hello there.", "Bye."], engine.Spoken);
    }

    [Fact]
    public async Task An_empty_utterance_completes_without_bothering_the_engine()
    {
        var engine = new FakeSynthesizer();
        await using var session = new SentenceTextToSpeechSession(engine);
        await session.FlushAsync(1, Cancellation);
        await session.WriteAsync(2, "  ", Cancellation);
        await session.FlushAsync(2, Cancellation);

        Assert.Equal(["1 completed", "2 completed"], await ReadAsync(session, 2));
        Assert.Empty(engine.Spoken);
    }

    [Fact]
    public async Task Cancelling_stops_the_running_utterance_and_forgets_the_waiting_ones()
    {
        var engine = new FakeSynthesizer { Endless = true };
        await using var session = new SentenceTextToSpeechSession(engine);
        await session.WriteAsync(1, "one", Cancellation);
        await session.FlushAsync(1, Cancellation);
        await session.WriteAsync(2, "two", Cancellation);
        await session.FlushAsync(2, Cancellation);
        await session.WriteAsync(3, "three", Cancellation);

        await using var events = session.ReadEventsAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await events.MoveNextAsync());
        Assert.True(await events.MoveNextAsync());
        await session.CancelAsync(3, Cancellation);
        engine.Endless = false;
        await session.WriteAsync(3, " more", Cancellation);
        await session.FlushAsync(3, Cancellation);
        await session.WriteAsync(4, "four", Cancellation);
        await session.FlushAsync(4, Cancellation);

        Assert.True(await events.MoveNextAsync());
        Assert.Equal(4, events.Current.Utterance);
        Assert.Equal(["one", "four"], engine.Spoken);
        Assert.Equal(1, engine.Stopped);
    }

    [Fact]
    public async Task Cancelling_an_older_utterance_leaves_the_running_one_alone()
    {
        var engine = new FakeSynthesizer();
        await using var session = new SentenceTextToSpeechSession(engine);
        await session.WriteAsync(5, "five", Cancellation);
        await session.FlushAsync(5, Cancellation);
        await session.CancelAsync(4, Cancellation);

        Assert.Equal(["5 words five", "5 audio 4", "5 completed"], await ReadAsync(session, 3));
    }

    [Fact]
    public async Task A_cancel_while_the_reader_waits_for_the_engine_runs_on_inline_on_the_callers_thread()
    {
        var engine = new FakeSynthesizer { Gate = InlineGate() };
        await using var session = new SentenceTextToSpeechSession(engine);
        await session.WriteAsync(1, "one", Cancellation);
        await session.FlushAsync(1, Cancellation);
        var reading = session.ReadEventsAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var waiting = reading.MoveNextAsync().AsTask();
        Assert.False(waiting.IsCompleted);

        await session.CancelAsync(1, Cancellation);
        engine.Gate = null;
        await session.WriteAsync(2, "two", Cancellation);
        await session.FlushAsync(2, Cancellation);

        Assert.True(waiting.IsCompletedSuccessfully);
        Assert.Equal(2, reading.Current.Utterance);
        await reading.DisposeAsync();
    }

    [Fact]
    public async Task Disposal_stops_the_engine_and_ends_the_events_normally()
    {
        var engine = new FakeSynthesizer { Endless = true };
        var session = new SentenceTextToSpeechSession(engine);
        await session.WriteAsync(1, "one", Cancellation);
        await session.FlushAsync(1, Cancellation);
        var read = 0;
        await foreach (var e in session.ReadEventsAsync(Cancellation))
        {
            Assert.Equal(1, e.Utterance);
            if (++read == 3)
            {
                await session.DisposeAsync();
            }
        }

        Assert.Equal(3, read);
        Assert.Equal(1, engine.Stopped);
        await session.DisposeAsync();
    }

    [Fact]
    public async Task A_failing_engine_fails_the_reader()
    {
        await using var session = new SentenceTextToSpeechSession(new FakeSynthesizer { Fails = true });
        await session.WriteAsync(1, "one", Cancellation);
        await session.FlushAsync(1, Cancellation);

        var failure = await Assert.ThrowsAsync<VoiceAgentException>(() => ReadAsync(session, 1));

        Assert.Equal(ErrorCodes.ProviderFailed, failure.Code);
    }

    [Fact]
    public async Task An_endless_utterance_and_too_many_of_them_are_refused()
    {
        await using var session = new SentenceTextToSpeechSession(new FakeSynthesizer());
        var tooLong = new string('x', SentenceTextToSpeechSession.MaximumCharacters + 1);

        Assert.Equal(ErrorCodes.Overflow, (await Refused(1, tooLong)).Code);
        for (var i = 2; i < SentenceTextToSpeechSession.MaximumUtterances + 1; i++)
        {
            await session.WriteAsync(i, "x", Cancellation);
        }

        Assert.Equal(ErrorCodes.Overflow, (await Refused(1000, "x")).Code);

        async Task<VoiceAgentException> Refused(long utterance, string text) =>
            await Assert.ThrowsAsync<VoiceAgentException>(async () =>
                await session.WriteAsync(utterance, text, Cancellation)
            );
    }

    private static Channel<bool> InlineGate() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { AllowSynchronousContinuations = true });

    private static async Task<List<string>> ReadAsync(SentenceTextToSpeechSession session, int count)
    {
        var events = new List<string>();
        await foreach (var e in session.ReadEventsAsync(Cancellation))
        {
            events.Add(
                e.Kind switch
                {
                    TextToSpeechEventKind.Audio => $"{e.Utterance} audio {e.Audio.Length}",
                    TextToSpeechEventKind.Words => $"{e.Utterance} words {e.Words![0].Word}",
                    _ => $"{e.Utterance} completed",
                }
            );
            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }

    /// <summary>Makes one byte of audio per character.</summary>
    private sealed class FakeSynthesizer : ISentenceSynthesizer
    {
        public List<string> Spoken { get; } = [];
        public bool Endless { get; set; }
        public bool Fails { get; init; }
        public Channel<bool>? Gate { get; set; }
        public int Stopped { get; private set; }

        public async IAsyncEnumerable<SynthesisPart> SynthesizeAsync(
            string text,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            Spoken.Add(text);
            if (Fails)
            {
                throw new VoiceAgentException(ErrorCodes.ProviderFailed, "The engine is broken.");
            }

            if (Gate is not null)
            {
                await Gate.Reader.ReadAsync(cancellationToken);
            }

            var word = new WordTiming(text.Split(' ')[0], TimeSpan.Zero, TimeSpan.FromSeconds(1));
            try
            {
                do
                {
                    yield return new() { Audio = new byte[text.Length], Words = [word] };
                } while (Endless);
            }
            finally
            {
                Stopped += cancellationToken.IsCancellationRequested ? 1 : 0;
            }
        }
    }
}
