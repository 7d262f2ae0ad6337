using VoiceAgent.Tts;

namespace VoiceAgent.Providers.Flite;

public sealed class FliteCancellationTests
{
    private const string LongText =
        "This is a long sentence that goes on and on, about rooms and dates and people and the weather in London, "
        + "in Paris and in Berlin, and it does not stop before everybody has gone home for the day.";

    [Fact]
    public async Task After_a_cancel_no_audio_of_the_utterance_comes_and_the_next_one_is_spoken()
    {
        using var flite = FliteFixture.Require();
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var session = await flite.OpenAsync(new(), cancellationToken);
        await session.WriteAsync(1, LongText, cancellationToken);
        await session.FlushAsync(1, cancellationToken);
        await session.WriteAsync(2, "Next.", cancellationToken);
        await session.FlushAsync(2, cancellationToken);

        var afterCancel = new List<TextToSpeechEvent>();
        var cancelled = false;
        await foreach (var e in session.ReadEventsAsync(cancellationToken))
        {
            if (cancelled)
            {
                afterCancel.Add(e);
                if (e.Kind is TextToSpeechEventKind.Completed && e.Utterance == 2)
                {
                    break;
                }
            }
            else if (e.Kind is TextToSpeechEventKind.Audio)
            {
                await session.CancelAsync(1, cancellationToken);
                cancelled = true;
            }
        }

        Assert.All(afterCancel, e => Assert.Equal(2, e.Utterance));
        Assert.Contains(afterCancel, e => e.Kind is TextToSpeechEventKind.Audio);
    }

    [Theory]
    [InlineData("rms")]
    [InlineData("slt")]
    [InlineData("kal16")]
    public void A_stopped_engine_gives_up_at_its_next_block(string voice)
    {
        using var flite = FliteFixture.Require();
        var synthesizer = flite.CreateSynthesizer(new() { Voice = voice });
        var whole = Assert.Single(FliteText.Prepare(LongText));

        var utterance = synthesizer.CreateUtterance(whole);
        utterance.Run();
        var blocksOfAll = utterance.Blocks;

        var stopped = synthesizer.CreateUtterance(whole);
        stopped.BlockTaken = blocks => StopAt(stopped, blocks, 3);
        stopped.Run();

        Assert.True(blocksOfAll > 100, $"{blocksOfAll} blocks");
        // Three taken, and one that was told to stop: nothing more, not even the last block.
        Assert.Equal(4, stopped.Blocks);
        Assert.Equal(3, stopped.Parts.Count);
    }

    [Fact]
    public async Task A_session_disposed_in_mid_sentence_ends_its_reader_and_gives_its_place_back()
    {
        using var flite = FliteFixture.Require(new() { MaximumConcurrency = 1 });
        var cancellationToken = TestContext.Current.CancellationToken;
        for (var round = 0; round < 5; round++)
        {
            var session = await flite.OpenAsync(new(), cancellationToken);
            await session.WriteAsync(1, LongText, cancellationToken);
            await session.FlushAsync(1, cancellationToken);
            var read = 0;
            await foreach (var e in session.ReadEventsAsync(cancellationToken))
            {
                if (++read == 2)
                {
                    await session.DisposeAsync();
                }

                Assert.NotEqual(TextToSpeechEventKind.Completed, e.Kind);
            }
        }

        var events = await FliteFixture.SpeakAsync(flite, "Done.");
        Assert.Contains(events, e => e.Kind is TextToSpeechEventKind.Audio);
    }

    [Fact]
    public async Task Four_sessions_speak_at_the_same_time_and_each_hears_its_own_text()
    {
        using var flite = FliteFixture.Require(new() { Voice = "kal16", MaximumConcurrency = 4 });
        string[] texts =
        [
            "One short text.",
            "Another text, a little longer than the first.",
            "The third text is about the weather in Paris.",
            "Four: the last, and the longest of them all, as far as anybody can tell.",
        ];
        var alone = new List<byte[]>();
        foreach (var text in texts)
        {
            alone.Add(FliteFixture.AudioOf(await FliteFixture.SpeakAsync(flite, text)));
        }

        var rounds = Enumerable
            .Range(0, 10)
            .SelectMany(_ => texts.Index())
            .Select(t => Task.Run(async () => (t.Index, Events: await FliteFixture.SpeakAsync(flite, t.Item))));

        foreach (var (index, events) in await Task.WhenAll(rounds))
        {
            // kal16 is deterministic, so together must sound exactly as alone.
            Assert.Equal(alone[index], FliteFixture.AudioOf(events));
        }
    }

    private static void StopAt(FliteUtterance utterance, int blocks, int at)
    {
        if (blocks == at)
        {
            utterance.Stop();
        }
    }
}
