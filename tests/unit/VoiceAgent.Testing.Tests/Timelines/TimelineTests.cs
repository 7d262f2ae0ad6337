using VoiceAgent.Frames;
using VoiceAgent.Testing.Conversations;

namespace VoiceAgent.Testing.Timelines;

public sealed class TimelineTests : IDisposable
{
    private readonly ProcessorHarness _harness = new(new Echo());

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Frames_are_told_with_time_direction_and_what_is_no_content()
    {
        _harness.Advance(TimeSpan.FromSeconds(61.5));
        var response = _harness.Responses.Begin();
        _harness.Send(
            new LlmTextFrame("secret") { ResponseId = response },
            new LlmTextFrame("words") { ResponseId = response },
            new ErrorFrame("provider_failed", "secret") { IsFatal = false }
        );
        _harness.SendUpstream(new BotHeardFrame(response, "secret", IsFinal: true) { AddToContext = false });
        _harness.Interrupt();

        _harness
            .Recorder.ToTimeline()
            .ShouldBe(
                """
                00:00.000 -> Start
                01:01.500 -> LlmText response=1 x2
                01:01.500 -> Error code="provider_failed"
                01:01.500 <- BotHeard response=1 isFinal addToContext=false
                01:01.500 !! Interruption through=1
                """
            );
    }

    [Fact]
    public void Texts_are_shown_on_demand_in_ascii()
    {
        _harness.Send(new InputTextFrame("\"Grüße\"\n"));

        Assert.Equal(
            "00:00.000 -> InputText text=\"\\\"Gr\\u00fc\\u00dfe\\\"\\u000a\"",
            _harness.Recorder.ToTimeline(new TimelineOptions { Text = true }).Lines[^1]
        );
    }

    [Fact]
    public void A_fact_told_both_ways_is_one_line()
    {
        _harness.Send(new LlmRunFrame());

        Assert.Equal("00:00.000 <> UserStartedSpeaking", _harness.Recorder.ToTimeline().Lines[^1]);
    }

    [Fact]
    public void The_first_difference_is_shown_with_what_came_before_it()
    {
        _harness.Send(new LlmRunFrame(), new InputTextFrame("a"));

        var difference = Assert.Throws<ExpectationException>(() =>
            _harness.Recorder.ToTimeline().ShouldBe("00:00.000 -> Start\n00:00.000 -> LlmRun\n00:00.000 -> LlmRun\n")
        );

        Assert.Equal(
            """
            The timeline differs from the expected one in line 3.
                          00:00.000 -> Start
                          00:00.000 -> LlmRun
                expected: 00:00.000 -> LlmRun
                actual:   00:00.000 <> UserStartedSpeaking
            """,
            difference.Message
        );
    }

    [Fact]
    public void A_timeline_that_is_too_short_or_too_long_differs()
    {
        var timeline = _harness.Recorder.ToTimeline();

        var missing = Assert.Throws<ExpectationException>(() => timeline.ShouldBe($"{timeline}00:01.000 -> End\n"));
        var more = Assert.Throws<ExpectationException>(() => timeline.ShouldBe(""));

        Assert.Contains("actual:   (the end)", missing.Message, StringComparison.Ordinal);
        Assert.Contains("expected: (the end)", more.Message, StringComparison.Ordinal);
        timeline.ShouldBe($"{timeline}");
    }

    [Fact]
    public void A_golden_file_that_is_missing_is_named_with_how_to_write_it()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("VOICEAGENT_ACCEPT") == "1", "it would be written");
        var missing = Assert.Throws<ExpectationException>(() =>
            _harness.Recorder.ToTimeline().ShouldMatchFile("Timelines/none.txt")
        );

        Assert.Contains(Path.Combine("Timelines", "none.txt"), missing.Message, StringComparison.Ordinal);
        Assert.Contains("VOICEAGENT_ACCEPT=1", missing.Message, StringComparison.Ordinal);
    }

    /// <summary>Tells everybody that the user speaks when the model is to run.</summary>
    private sealed class Echo : Processors.FrameProcessor
    {
        protected override async ValueTask OnFrameAsync(Frame frame, Processors.FrameDirection direction)
        {
            await PushAsync(frame, direction);
            if (frame is LlmRunFrame)
            {
                await BroadcastAsync(new UserStartedSpeakingFrame());
            }
        }
    }
}
