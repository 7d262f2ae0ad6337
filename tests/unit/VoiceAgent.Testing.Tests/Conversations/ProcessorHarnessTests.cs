using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Processors;

namespace VoiceAgent.Testing.Conversations;

public sealed class ProcessorHarnessTests
{
    [Fact]
    public void What_a_processor_lets_out_on_both_sides_is_kept()
    {
        using var harness = new ProcessorHarness(new Reminder(TimeSpan.FromSeconds(2)));

        harness.Send(new InputTextFrame("hello"));
        harness.SendUpstream(new BotStartedSpeakingFrame());
        Assert.IsType<InputTextFrame>(Assert.Single(harness.Downstream));
        Assert.IsType<BotStartedSpeakingFrame>(Assert.Single(harness.Upstream));

        harness.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("Are you there?", Assert.IsType<TtsSpeakFrame>(harness.Downstream[^1]).Text);
        Assert.Equal(PipelineOutcome.Ended, harness.End().Outcome);
    }

    [Fact]
    public void Frames_of_an_interrupted_response_are_skipped()
    {
        using var harness = new ProcessorHarness(new Reminder(TimeSpan.FromSeconds(2)));
        var response = harness.Responses.Begin();
        harness.Interrupt();

        harness.Send(new LlmTextFrame("late") { ResponseId = response });

        Assert.Empty(harness.Downstream);
        Assert.Null(harness.Result);
    }

    /// <summary>Asks whether the user is there, some time after the last word.</summary>
    private sealed class Reminder(TimeSpan after) : FrameProcessor
    {
        private ProcessorTimer? _timer;

        public override ValueTask DisposeAsync()
        {
            _timer?.Dispose();
            return base.DisposeAsync();
        }

        protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
        {
            _timer = CreateTimer(() => PushAsync(new TtsSpeakFrame("Are you there?")));
            return default;
        }

        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            _timer!.Set(after);
            return PushAsync(frame, direction);
        }
    }
}
