using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Tts;

namespace VoiceAgent.Resilience;

public sealed class ResilientTextToSpeechTests
{
    private const string Text = "One two three four five six.";
    private readonly VirtualTime _time = new();

    [Fact]
    public void A_voice_that_breaks_off_is_followed_at_the_first_word_it_did_not_finish()
    {
        var (first, second) = (
            new FakeTextToSpeech(_time) { BreaksAfter = TimeSpan.FromSeconds(1) },
            new FakeTextToSpeech(_time)
        );

        var made = Speak(first, second);

        // 60 ms a letter: "One two three" ends at 0.78 s, "four" would at 1.08 s.
        Assert.Equal(["four five six."], second.Spoken);
        Assert.Equal(["One", "two", "three", "four", "five", "six."], Words(made).Select(word => word.Word));
        Assert.Equal(Words(made).OrderBy(word => word.Start), Words(made));
        Assert.Equal(1, made.Count(item => item.Kind == TextToSpeechEventKind.Completed));
    }

    [Fact]
    public void A_voice_without_word_times_is_followed_near_the_place_it_broke_off()
    {
        var first = new FakeTextToSpeech(_time)
        {
            BreaksAfter = TimeSpan.FromSeconds(0.8),
            Capabilities = new() { Name = "plain", Format = AudioFormat.Output24Khz },
        };
        var second = new FakeTextToSpeech(_time);

        Speak(first, second);

        Assert.Matches("^(three|four) ", Assert.Single(second.Spoken));
    }

    [Theory]
    [InlineData(FakeFault.Throw)]
    [InlineData(FakeFault.Refuse)]
    [InlineData(FakeFault.Hang)]
    public void A_voice_that_makes_nothing_is_followed_from_the_beginning(FakeFault fault)
    {
        var first = new FakeTextToSpeech(_time) { Fault = _ => fault };
        var second = new FakeTextToSpeech(_time);

        Speak(first, second);

        Assert.Equal([Text], second.Spoken);
        Assert.True(_time.Elapsed < TimeSpan.FromSeconds(2.5), $"{_time.Elapsed}");
    }

    [Theory]
    [InlineData(FakeFault.Throw)]
    [InlineData(FakeFault.Hang)]
    public void A_voice_that_does_not_open_is_followed(FakeFault fault)
    {
        var first = new FakeTextToSpeech(_time) { Opening = fault };
        var second = new FakeTextToSpeech(_time);

        Speak(first, second);

        Assert.Equal([Text], second.Spoken);
    }

    [Fact]
    public void The_next_voice_speaks_in_the_first_ones_format()
    {
        var first = new FakeTextToSpeech(_time) { Opening = FakeFault.Throw };
        var second = new FakeTextToSpeech(_time)
        {
            Capabilities = new()
            {
                Name = "low",
                Format = new AudioFormat(8000),
                WordTimes = true,
            },
        };

        var made = Speak(first, second);

        var length = AudioFormat.Output24Khz.DurationOf(made.Sum(item => (long)item.Audio.Length));
        Assert.InRange(length.TotalSeconds, (Text.Length * 0.06) - 0.05, (Text.Length * 0.06) + 0.05);
    }

    [Fact]
    public void When_no_voice_works_the_session_fails_with_the_last_ones_code()
    {
        var voices = Enumerable.Range(0, 2).Select(_ => new FakeTextToSpeech(_time) { Opening = FakeFault.Throw });

        var error = Assert.Throws<VoiceAgentException>(() => Speak([.. voices]));

        Assert.Equal(ErrorCodes.ProviderFailed, error.Code);
    }

    [Fact]
    public void What_was_cancelled_is_not_said_by_the_next_voice()
    {
        var (first, second) = (
            new FakeTextToSpeech(_time) { BreaksAfter = TimeSpan.FromSeconds(1) },
            new FakeTextToSpeech(_time)
        );
        _time.Run(async () =>
        {
            await using var session = await Chain.Of(_time, new(), first, second).OpenAsync(new(), default);
            await session.WriteAsync(1, Text, default);
            await session.FlushAsync(1, default);
            await Task.Delay(TimeSpan.FromMilliseconds(150), _time);
            await session.CancelAsync(1, default);
            await session.WriteAsync(2, "Yes.", default);
            await session.FlushAsync(2, default);
            await ReadAsync(session, 2);
        });

        Assert.DoesNotContain(second.Spoken, text => text.Contains("three", StringComparison.Ordinal));
    }

    private static List<WordTiming> Words(List<TextToSpeechEvent> made) =>
        [.. made.SelectMany(item => item.Words ?? [])];

    private static async Task<List<TextToSpeechEvent>> ReadAsync(ITextToSpeechSession session, long last)
    {
        List<TextToSpeechEvent> made = [];
        await foreach (var item in session.ReadEventsAsync(default))
        {
            made.Add(item);
            if (item.Kind == TextToSpeechEventKind.Completed && item.Utterance == last)
            {
                break;
            }
        }

        return made;
    }

    private List<TextToSpeechEvent> Speak(params ITextToSpeech[] voices) =>
        _time.Run(async () =>
        {
            await using var session = await Chain.Of(_time, new(), voices).OpenAsync(new(), default);
            await session.WriteAsync(1, Text, default);
            await session.FlushAsync(1, default);
            return await ReadAsync(session, 1);
        });
}
