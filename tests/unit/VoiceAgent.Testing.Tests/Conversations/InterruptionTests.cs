using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Testing.Conversations;

public sealed class InterruptionTests
{
    private const string Rooms = "There are three rooms upstairs. The first one has a view of the sea.";

    [Fact]
    public void The_context_holds_the_words_that_were_played_when_the_client_reports_playback()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies(Rooms);
        talk.AgentReplies("All right.");

        talk.UserSays("what rooms do you have", TimeSpan.FromSeconds(1.2));
        talk.WaitUntilHeard("three rooms");
        talk.UserSays("stop", TimeSpan.FromSeconds(0.5));
        talk.WaitUntilQuiet();

        Assert.Equal(
            ["user: what rooms do you have", "agent: There are three rooms", "user: stop", "agent: All right."],
            talk.Transcript
        );
        talk.Timeline.ShouldMatchFile("Conversations/interruption.reported.txt");
    }

    [Fact]
    public void The_context_holds_the_words_that_were_played_when_the_client_tells_nothing()
    {
        using var talk = new ScriptedConversation
        {
            ClientInfo = FakeMediaConnection.DefaultInfo with { ReportsPlayout = false },
        };
        talk.AgentReplies(Rooms);
        talk.AgentReplies("All right.");

        talk.UserSays("what rooms do you have", TimeSpan.FromSeconds(1.2));
        talk.WaitUntilHeard("three rooms");
        talk.UserSays("stop", TimeSpan.FromSeconds(0.5));
        talk.WaitUntilQuiet();

        Assert.Equal(
            ["user: what rooms do you have", "agent: There are three rooms", "user: stop", "agent: All right."],
            talk.Transcript
        );
        talk.Timeline.ShouldMatchFile("Conversations/interruption.silent-client.txt");
    }

    [Fact]
    public void A_client_that_cannot_clear_hears_no_more_than_the_lead()
    {
        using var talk = new ScriptedConversation
        {
            ClientInfo = FakeMediaConnection.DefaultInfo with { ReportsPlayout = false, CanClear = false },
        };
        talk.AgentReplies(Rooms);
        talk.UserSays("what rooms do you have");
        talk.WaitUntilHeard("three rooms");
        talk.UserSays("stop", TimeSpan.FromSeconds(0.3));

        var paused = talk.Recorder.Firsts.Last(hop => hop.Frame is PauseOutputFrame).Time;
        var last = talk.Client.Audio[^1];
        Assert.True(last.Time <= paused);
        var played = talk.Client.PlayedSamples;
        talk.Wait(TimeSpan.FromSeconds(0.2));

        Assert.InRange(talk.Client.PlayedSamples - played, 0, 24 * 100);
    }

    [Fact]
    public void A_thousand_queued_frames_of_the_answer_are_skipped_at_once()
    {
        using var talk = new ScriptedConversation();
        talk.Voice.RealTimeFactor = 0;
        talk.Voice.Piece = TimeSpan.FromMilliseconds(15);
        talk.AgentReplies(string.Join(' ', Enumerable.Repeat("room", 60)) + ".");
        talk.UserSays("name all the rooms");
        talk.WaitUntilHeard("room room");
        Assert.True(talk.Recorder.Of<TtsAudioFrame>().Count() > 1000);

        talk.Client.Type("stop");
        talk.Wait(TimeSpan.Zero);

        var cut = talk.Recorder.Firsts.Last(hop => hop.Frame is InterruptionFrame).Time;
        var stopped = talk.Recorder.Firsts.First(hop => hop.Frame is BotStoppedSpeakingFrame);
        Assert.Equal(cut, stopped.Time);
        Assert.True(((BotStoppedSpeakingFrame)stopped.Frame).Interrupted);
        Assert.True(talk.Client.Audio[^1].Time <= cut);
        Assert.Single(talk.Client.Clears);
    }

    [Fact]
    public void A_reply_without_sound_after_an_interruption_comes_to_its_end()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies(Rooms);
        talk.AgentReplies("");
        talk.UserTypes("what rooms do you have");
        talk.WaitUntilHeard("three rooms");

        talk.UserTypes("stop");
        talk.WaitUntilQuiet();

        Assert.Single(talk.Recorder.Of<BotReplyEndedFrame>());
        Assert.Equal(PipelineOutcome.Ended, talk.End().Outcome);
    }
}
