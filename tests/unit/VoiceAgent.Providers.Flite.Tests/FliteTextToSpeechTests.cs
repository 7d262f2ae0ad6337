using VoiceAgent.Errors;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.Flite;

public sealed class FliteTextToSpeechTests
{
    [Theory]
    [InlineData("rms")]
    [InlineData("slt")]
    [InlineData("kal16")]
    public async Task Each_voice_speaks_a_sentence_of_plausible_length_in_small_blocks(string voice)
    {
        using var flite = FliteFixture.Require();

        var events = await FliteFixture.SpeakAsync(
            flite,
            "The meeting room is booked for tomorrow.",
            new() { Voice = voice }
        );

        var audio = FliteFixture.AudioOf(events);
        Assert.InRange(FliteFixture.Format.DurationOf(audio.Length).TotalSeconds, 1.5, 4.0);
        Assert.InRange(FliteFixture.RmsOf(audio), 300, 10_000);
        Assert.Equal(TextToSpeechEventKind.Completed, events[^1].Kind);
        var blocks = events.Where(e => e.Kind is TextToSpeechEventKind.Audio).Select(e => e.Audio.Length).ToList();
        Assert.All(
            blocks.SkipLast(1),
            bytes => Assert.InRange(FliteFixture.Format.DurationOf(bytes).TotalMilliseconds, 20, 45)
        );
    }

    [Theory]
    [InlineData("rms")]
    [InlineData("slt")]
    [InlineData("kal16")]
    public async Task Word_times_come_first_name_the_words_as_written_and_lie_within_the_audio(string voice)
    {
        using var flite = FliteFixture.Require();

        var events = await FliteFixture.SpeakAsync(
            flite,
            "It costs $12.50, or 10% less, at the café – OK?",
            new() { Voice = voice }
        );

        Assert.Equal(TextToSpeechEventKind.Words, events[0].Kind);
        var words = events[0].Words!;
        Assert.Equal(
            ["It", "costs", "$12.50,", "or", "10%", "less,", "at", "the", "café", "OK?"],
            words.Select(w => w.Word)
        );
        Assert.All(words.Zip(words.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        Assert.All(words, word => Assert.True(word.End > word.Start));
        var length = FliteFixture.Format.DurationOf(FliteFixture.AudioOf(events).Length);
        Assert.InRange(words[^1].End, length * 0.7, length + TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public async Task Half_the_speed_takes_about_twice_as_long()
    {
        using var normal = FliteFixture.Require(new() { Voice = "kal16" });
        using var slow = FliteFixture.Require(new() { Voice = "kal16", Speed = 0.5 });

        var fast = FliteFixture.AudioOf(await FliteFixture.SpeakAsync(normal, "How are you today?")).Length;
        var stretched = FliteFixture.AudioOf(await FliteFixture.SpeakAsync(slow, "How are you today?")).Length;

        Assert.InRange((double)stretched / fast, 1.7, 2.3);
    }

    [Fact]
    public async Task An_unknown_voice_is_refused_with_the_list_of_voices()
    {
        using var flite = FliteFixture.Require();

        var failure = await Assert.ThrowsAsync<VoiceAgentException>(async () =>
            await flite.OpenAsync(new() { Voice = "nobody" }, TestContext.Current.CancellationToken)
        );

        Assert.Equal(ErrorCodes.InvalidConfiguration, failure.Code);
        Assert.Contains("rms, slt, kal16", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_language_than_English_is_refused()
    {
        using var flite = FliteFixture.Require();

        var failure = await Assert.ThrowsAsync<VoiceAgentException>(async () =>
            await flite.OpenAsync(new() { Language = "es-ES" }, TestContext.Current.CancellationToken)
        );

        Assert.Equal(ErrorCodes.InvalidConfiguration, failure.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("👍🏽 — …")]
    [InlineData("東京")]
    public async Task A_text_with_nothing_to_say_completes_without_audio(string text)
    {
        using var flite = FliteFixture.Require();

        var events = await FliteFixture.SpeakAsync(flite, text);

        Assert.Equal([TextToSpeechEventKind.Completed], events.Select(e => e.Kind));
    }

    [Fact]
    public async Task A_text_of_several_pieces_is_one_utterance_with_word_times_that_go_on()
    {
        using var flite = FliteFixture.Require(new() { Voice = "kal16" });
        var text = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"This is sentence number {i} of the text."));

        var events = await FliteFixture.SpeakAsync(flite, text);

        Assert.True(events.Count(e => e.Kind is TextToSpeechEventKind.Words) > 5);
        Assert.Single(events, e => e.Kind is TextToSpeechEventKind.Completed);
        var words = events.Where(e => e.Words is not null).SelectMany(e => e.Words!).ToList();
        Assert.Equal(text.Split(' '), words.Select(w => w.Word));
        Assert.All(words.Zip(words.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
    }

    [Fact]
    public async Task Seeded_junk_text_never_harms_the_engine()
    {
        using var flite = FliteFixture.Require(new() { Voice = "kal16" });
        var random = new Random(20260801);
        const string alphabet =
            "aAbBcz0189 .,;:!?'\"-–—…$%&+/=@#()[]{}<>|\\^~`*_€£½éÑßĳ☃👍東\t\n\r\0\u0007\u200b\ud83d\udc4d";

        for (var round = 0; round < 300; round++)
        {
            var text = string.Create(
                random.Next(0, 120),
                random,
                (span, r) =>
                {
                    foreach (ref var c in span)
                    {
                        c = r.Next(4) == 0 ? (char)r.Next(0x20, 0x2fff) : alphabet[r.Next(alphabet.Length)];
                    }
                }
            );
            var events = await FliteFixture.SpeakAsync(flite, text);
            Assert.Equal(TextToSpeechEventKind.Completed, events[^1].Kind);
        }
    }
}
