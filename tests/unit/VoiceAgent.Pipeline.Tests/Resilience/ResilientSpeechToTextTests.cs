using VoiceAgent.Errors;
using VoiceAgent.Stt;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Resilience;

public sealed class ResilientSpeechToTextTests
{
    private static readonly TimeSpan WordLength = TimeSpan.FromMilliseconds(100);
    private readonly VirtualTime _time = new();

    [Fact]
    public void A_socket_that_falls_silent_is_replaced_within_a_second_and_a_half_and_no_word_is_lost()
    {
        var silent = new SilentRecognizer(_time) { SilentAfter = 7 };
        var next = new SilentRecognizer(_time);

        var heard = Speak(40, silent, next);

        Assert.Equal(string.Join(' ', Enumerable.Range(1, 40)), Final(heard));
        Assert.True(
            next.OpenedAt - silent.SilentSince < TimeSpan.FromSeconds(1.5),
            $"{next.OpenedAt - silent.SilentSince}"
        );
        Assert.Equal((0, 1), (silent.Active, next.Opened));
    }

    [Fact]
    public void With_one_provider_a_new_connection_takes_over()
    {
        var recognizer = new FlakyRecognizer(_time, silentSessions: 1);

        var heard = Speak(30, recognizer);

        Assert.Equal(string.Join(' ', Enumerable.Range(1, 30)), Final(heard));
        Assert.Equal(2, recognizer.Opened);
    }

    [Fact]
    public void A_socket_that_is_silent_at_the_end_is_replaced_and_the_whole_segment_is_heard()
    {
        var silent = new SilentRecognizer(_time) { SilentAfter = 4 };
        var next = new SilentRecognizer(_time);

        var heard = Speak(5, silent, next);

        Assert.Equal("1 2 3 4 5", Final(heard));
        Assert.True(_time.Elapsed < TimeSpan.FromSeconds(2.5), $"{_time.Elapsed}");
    }

    [Theory]
    [InlineData(FakeFault.Throw)]
    [InlineData(FakeFault.Hang)]
    public void A_recogniser_that_does_not_open_is_followed_and_gets_all_audio(FakeFault fault)
    {
        var dead = new FakeSpeechToText(_time) { Opening = fault };

        var heard = Speak(20, dead, new SilentRecognizer(_time));

        Assert.Equal(string.Join(' ', Enumerable.Range(1, 20)), Final(heard));
    }

    [Theory]
    [InlineData(FakeFault.Throw)]
    [InlineData(FakeFault.Refuse)]
    [InlineData(FakeFault.Garbage)]
    public void A_recogniser_that_fails_at_the_end_is_followed(FakeFault fault)
    {
        var failing = new FakeSpeechToText(_time).Hears(new FakeSpeech("lost") { Fault = fault });

        var heard = Speak(8, failing, new SilentRecognizer(_time));

        Assert.Equal("1 2 3 4 5 6 7 8", Final(heard));
    }

    [Fact]
    public void What_was_already_final_is_not_heard_twice()
    {
        var silent = new SilentRecognizer(_time) { SilentAfter = 7 };
        var next = new SilentRecognizer(_time);
        List<SpeechToTextEvent> heard = [];
        _time.Run(async () =>
        {
            await using var session = await Chain.Of(_time, new(), silent, next).OpenAsync(new(), default);
            var reading = ReadAsync(session, heard, finals: 2);
            await SayAsync(session, 1, 5);
            await session.FinalizeAsync(default);
            await SayAsync(session, 6, 12);
            await session.FinalizeAsync(default);
            await reading;
        });

        Assert.Equal(
            ["1 2 3 4 5", "6 7 8 9 10 11 12"],
            heard.Where(item => item.Kind == SpeechToTextEventKind.Final).Select(item => item.Text)
        );
    }

    [Fact]
    public void Noise_that_nobody_makes_words_of_costs_one_connection_and_no_more()
    {
        var deaf = Enumerable.Range(0, 2).Select(_ => new SilentRecognizer(_time) { SilentAfter = 0 }).ToArray();
        _time.Run(async () =>
        {
            await using var session = await Chain.Of(_time, new(), deaf).OpenAsync(new(), default);
            await SayAsync(session, 1, 100);
        });

        Assert.Equal((1, 1), (deaf[0].Opened, deaf[1].Opened));
    }

    [Fact]
    public void When_no_recogniser_works_the_session_fails_with_the_last_ones_code()
    {
        var dead = Enumerable.Range(0, 2).Select(_ => new FakeSpeechToText(_time) { Opening = FakeFault.Throw });

        var error = Assert.Throws<VoiceAgentException>(() => Speak(3, [.. dead]));

        Assert.Equal(ErrorCodes.ProviderFailed, error.Code);
        Assert.Contains("a, b", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_is_bounded_however_long_nobody_answers()
    {
        var replay = new SpeechReplay(SilentRecognizer.Format, TimeSpan.FromSeconds(2));
        for (short i = 0; i < 1000; i++)
        {
            replay.Add(new SttCommand(SilentRecognizer.Word(i)));
        }

        Assert.Equal(20, replay.Commands.Count());
    }

    private static string Final(List<SpeechToTextEvent> heard) =>
        Assert.Single(heard, item => item.Kind == SpeechToTextEventKind.Final).Text;

    private static async Task ReadAsync(ISpeechToTextSession session, List<SpeechToTextEvent> heard, int finals)
    {
        await foreach (var item in session.ReadEventsAsync(default))
        {
            heard.Add(item);
            if (item.Kind == SpeechToTextEventKind.Final && --finals == 0)
            {
                break;
            }
        }
    }

    private async Task SayAsync(ISpeechToTextSession session, short from, short to)
    {
        for (var word = from; word <= to; word++)
        {
            await session.WriteAsync(SilentRecognizer.Word(word), default);
            await Task.Delay(WordLength, _time);
        }
    }

    private List<SpeechToTextEvent> Speak(short words, params ISpeechToText[] recognizers) =>
        _time.Run(async () =>
        {
            List<SpeechToTextEvent> heard = [];
            await using var session = await Chain.Of(_time, new(), recognizers).OpenAsync(new(), default);
            var reading = ReadAsync(session, heard, finals: 1);
            await SayAsync(session, 1, words);
            await session.FinalizeAsync(default);
            await reading;
            return heard;
        });

    /// <summary>A provider whose first sessions are silent.</summary>
    private sealed class FlakyRecognizer(VirtualTime time, int silentSessions) : ISpeechToText
    {
        private readonly SilentRecognizer _silent = new(time) { SilentAfter = 3 };
        private readonly SilentRecognizer _good = new(time);

        public int Opened { get; private set; }

        public SpeechToTextCapabilities Capabilities => _good.Capabilities;

        public ValueTask<ISpeechToTextSession> OpenAsync(
            SpeechToTextSessionOptions options,
            CancellationToken cancellationToken
        ) => (Opened++ < silentSessions ? _silent : _good).OpenAsync(options, cancellationToken);
    }
}
