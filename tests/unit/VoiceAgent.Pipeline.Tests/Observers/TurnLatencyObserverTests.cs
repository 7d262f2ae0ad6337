using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Observers;

/// <summary>How long it takes from the first audio sent to the first sample played, as far as the client tells.</summary>
public sealed class TurnLatencyObserverTests
{
    private readonly List<TurnLatency> _turns = [];
    private readonly TurnLatencyObserver _observer;

    public TurnLatencyObserverTests() => _observer = new TurnLatencyObserver(TimeProvider.System, _turns.Add, 24000);

    [Fact]
    public void A_report_tells_when_the_first_sample_was_played()
    {
        Answer(sentAt: 1000, position: 24000);
        See(1050, new PlayedFrame(24000));
        Assert.Empty(_turns);

        // 50 ms of the answer are played by now: it began 70 ms after it was sent.
        See(1120, new PlayedFrame(24000 + 1200));
        See(1220, new PlayedFrame(24000 + 3600));

        var turn = Assert.Single(_turns);
        Assert.Equal(TimeSpan.FromMilliseconds(70), turn.Playout);
        Assert.Equal(TimeSpan.FromMilliseconds(700), turn.Total);
        Assert.Equal(turn.Total, turn.Parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + part.Time));
    }

    [Fact]
    public void A_report_that_claims_more_than_time_allows_counts_as_none_at_all()
    {
        Answer(sentAt: 1000, position: 0);
        See(1010, new PlayedFrame(24000));

        Assert.Equal(TimeSpan.Zero, Assert.Single(_turns).Playout);
    }

    [Fact]
    public void A_client_that_says_nothing_before_the_answer_is_over_leaves_it_open()
    {
        Answer(sentAt: 1000, position: 0);
        See(2000, new BotStoppedSpeakingFrame(Interrupted: true));
        See(2100, new PlayedFrame(4800));

        Assert.Null(Assert.Single(_turns).Playout);
    }

    [Fact]
    public void Parts_whose_provider_was_replaced_are_named_in_their_turn_alone()
    {
        See(400, new ProviderChangedFrame(new("stt", "a", "b", "provider_timeout")));
        See(650, new ProviderChangedFrame(new("llm", "a", "b", "provider_failed")));
        See(651, new ProviderChangedFrame(new("llm", "b", "c", "provider_failed")));
        Answer(sentAt: 1000, position: 0);
        See(1500, new BotStoppedSpeakingFrame(Interrupted: false));
        See(1600, new ProviderChangedFrame(new("tts", "a", "b", "provider_failed")));
        See(1700, new VadUserStartedSpeakingFrame(16000));
        Answer(sentAt: 2000, position: 24000);
        See(2500, new BotStoppedSpeakingFrame(Interrupted: false));

        Assert.Equal(
            [
                ["stt", "llm"],
                [],
            ],
            _turns.Select(turn => turn.Replaced.ToArray())
        );
    }

    private void Answer(int sentAt, long position)
    {
        See(500, new VadUserStoppedSpeakingFrame(16000, TimeSpan.FromMilliseconds(200)));
        See(550, new TranscriptionFrame("what time is it"));
        See(600, new UserTurnFrame("what time is it"));
        See(700, new LlmTextFrame("Five."));
        See(900, new TtsAudioFrame(new byte[960], AudioFormat.Output24Khz, 1));
        See(sentAt, new BotStartedSpeakingFrame { Position = position });
    }

    private void See(int milliseconds, Frame frame) =>
        _observer.OnFrame(
            new FrameHop(frame, FrameDirection.Downstream, null, null, TimeSpan.FromMilliseconds(milliseconds))
        );
}
