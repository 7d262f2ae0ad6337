using VoiceAgent.Frames;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Turns;

namespace VoiceAgent.Testing.Turns;

/// <summary>False interruptions through the whole engine, in virtual time.</summary>
public sealed class InterruptionOnsetTests
{
    private const string Rooms = "There are three rooms upstairs. The first one has a view of the sea.";

    [Fact]
    public void A_cough_pauses_the_answer_and_it_is_heard_to_its_end()
    {
        #region cough
        using var talk = new ScriptedConversation();
        talk.AgentReplies(Rooms);
        talk.UserSays("what rooms do you have", TimeSpan.FromSeconds(1.2));
        talk.WaitUntilHeard("three rooms");
        var sent = talk.Client.Audio.Count;

        talk.UserSays("", TimeSpan.FromSeconds(0.4)); // a cough: the recogniser understands nothing
        talk.WaitUntilQuiet();

        Assert.Equal(["user: what rooms do you have", $"agent: {Rooms}"], talk.Transcript);
        Assert.Single(talk.Client.Clears); // it was silent at once
        #endregion
        Assert.True(talk.Client.Audio.Count > sent);
        Assert.Single(talk.Recorder.Of<BotStoppedSpeakingFrame>(), stopped => !stopped.Interrupted);
        Assert.Equal(TurnDropReason.NothingSaid, Assert.Single(talk.Recorder.Of<UserTurnDroppedFrame>()).Reason);
        Assert.Single(talk.Model.Requests);
        Assert.Equal(0, talk.Model.Cancelled);
    }

    [Fact]
    public void The_client_is_cleared_at_the_first_sound_and_the_answer_cancelled_at_the_first_word()
    {
        using var talk = Asked();
        talk.AgentReplies("All right.");
        talk.UserSays(
            new FakeSpeech("book a room") { Interims = [(TimeSpan.FromSeconds(0.5), "book")] },
            TimeSpan.FromSeconds(1)
        );
        talk.WaitUntilQuiet();

        var began = talk.Recorder.Firsts.Last(hop => hop.Frame is VadUserStartedSpeakingFrame).Time;
        var word = talk.Recorder.Firsts.Last(hop => hop.Frame is InterimTranscriptionFrame).Time;
        Assert.Equal(began, talk.Client.Clears[0].Time);
        Assert.Equal(word, talk.Recorder.Firsts.Last(hop => hop.Frame is InterruptionFrame).Time);
        Assert.Equal("agent: There are three rooms", talk.Transcript[1]);
        Assert.Equal("agent: All right.", talk.Transcript[^1]);
    }

    [Fact]
    public void What_was_heard_is_known_at_once_even_if_one_word_interrupts_and_ends_the_turn()
    {
        using var talk = Asked();
        talk.AgentReplies("All right.");
        talk.UserSays(new FakeSpeech("book it") { Delay = TimeSpan.FromSeconds(0.5) }, TimeSpan.FromSeconds(0.5));
        talk.WaitUntilQuiet();

        var cut = talk.Recorder.Firsts.Last(hop => hop.Frame is InterruptionFrame).Time;
        var heard = talk.Recorder.Firsts.First(hop => hop.Frame is BotHeardFrame { IsFinal: true, Interrupted: true });
        Assert.Equal(cut, heard.Time);
        Assert.Equal(cut, talk.Recorder.Firsts.Last(hop => hop.Frame is UserTurnFrame).Time);
        Assert.Equal("agent: There are three rooms", talk.Transcript[1]);
    }

    [Fact]
    public void A_recogniser_that_never_answers_keeps_the_bot_silent_for_two_seconds()
    {
        using var talk = Asked();
        talk.UserSays(new FakeSpeech("") { Fault = FakeFault.Hang }, TimeSpan.FromSeconds(0.4));
        var paused = talk.Client.Audio.Count;
        talk.Wait(TimeSpan.FromSeconds(6));

        var silent = talk.Recorder.Firsts.Last(hop => hop.Frame is VadUserStoppedSpeakingFrame).Time;
        Assert.Equal(2, (talk.Client.Audio[paused].Time - silent).TotalSeconds, 0.02);
    }

    [Fact]
    public void Mhm_is_not_answered_and_stop_is()
    {
        using var talk = Asked();
        talk.UserSays("Mhm.", TimeSpan.FromSeconds(0.3));
        talk.WaitUntilHeard("The first one");
        Assert.Equal(TurnDropReason.BotSpeaking, Assert.Single(talk.Recorder.Of<UserTurnDroppedFrame>()).Reason);

        talk.AgentReplies("All right.");
        talk.UserSays("Stop.", TimeSpan.FromSeconds(0.4));
        talk.WaitUntilQuiet();
        Assert.Equal(["user: Stop.", "agent: All right."], talk.Transcript.TakeLast(2));
    }

    [Fact]
    public void A_cough_while_the_model_thinks_changes_nothing()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies(new FakeReply("All right.") { FirstTokenDelay = TimeSpan.FromSeconds(2) });
        talk.UserSays("book a room");
        talk.WaitUntil(() => talk.Model.Requests.Count == 1);
        talk.UserSays("", TimeSpan.FromSeconds(0.4));
        talk.WaitUntilQuiet();

        Assert.Equal(["user: book a room", "agent: All right."], talk.Transcript);
        Assert.Single(talk.Model.Requests);
    }

    [Fact]
    public void A_ducked_answer_goes_on_quietly()
    {
        using var talk = Asked(new UserTurnOptions { Onset = InterruptionOnset.Duck });
        var before = Loudest(talk, talk.Client.Audio.Count - 1);
        talk.UserSays("", TimeSpan.FromSeconds(0.4));
        var ducked = Loudest(talk, talk.Client.Audio.Count - 1);
        talk.WaitUntilQuiet();

        Assert.Equal(0.25, (double)ducked / before, 0.02);
        Assert.Equal(before, Loudest(talk, talk.Client.Audio.Count - 1));
        Assert.Empty(talk.Client.Clears);
        Assert.Equal($"agent: {Rooms}", talk.Transcript[^1]);
    }

    [Fact]
    public void Where_the_first_sound_cuts_a_cough_ends_the_answer()
    {
        using var talk = Asked(new UserTurnOptions { Onset = InterruptionOnset.Cut });
        talk.UserSays("", TimeSpan.FromSeconds(0.4));
        talk.WaitUntilQuiet();

        Assert.Equal("agent: There are three rooms", talk.Transcript[^1]);
    }

    [Fact]
    public void A_session_that_ends_in_a_pause_is_heard_to_its_end()
    {
        using var talk = Asked();
        talk.UserSays("", TimeSpan.FromSeconds(0.3));
        talk.End();

        Assert.Equal($"agent: {Rooms}", talk.Transcript[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_greeting_that_may_not_be_interrupted_is_heard_to_its_end(bool typed)
    {
        #region notice
        const string Notice = "This call is recorded. You may object at any time.";
        using var talk = new ScriptedConversation
        {
            Agent = t => t.CreateAgent(Notice) with { IsGreetingInterruptible = false },
        };
        #endregion
        talk.AgentReplies("All right.");
        talk.WaitUntilHeard("This call");
        talk.Session.Worker.Interrupt();
        if (typed)
        {
            talk.UserTypes("stop");
        }
        else
        {
            talk.UserSays("stop", TimeSpan.FromSeconds(0.5));
        }

        talk.WaitUntilQuiet();

        Assert.Contains($"agent: {Notice}", talk.Transcript);
        Assert.Contains("user: stop", talk.Transcript);
        Assert.Equal("agent: All right.", talk.Transcript[^1]);
        Assert.Empty(talk.Client.Clears);
        Assert.DoesNotContain(talk.Recorder.Of<BotStoppedSpeakingFrame>(), stopped => stopped.Interrupted);
    }

    private static ScriptedConversation Asked(UserTurnOptions? turns = null)
    {
        var talk = new ScriptedConversation { Agent = t => t.CreateAgent() with { Turns = turns ?? new() } };
        talk.AgentReplies(Rooms);
        talk.UserSays("what rooms do you have", TimeSpan.FromSeconds(1.2));
        talk.WaitUntilHeard("three rooms");
        return talk;
    }

    private static int Loudest(ScriptedConversation talk, int piece)
    {
        var loudest = 0;
        foreach (var sample in Audio.Pcm16.AsSamples(talk.Client.Audio[piece].Value.Pcm.Span))
        {
            loudest = Math.Max(loudest, Math.Abs((int)sample));
        }

        return loudest;
    }
}
