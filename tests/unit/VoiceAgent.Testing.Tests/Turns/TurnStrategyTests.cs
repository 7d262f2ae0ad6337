using Microsoft.Extensions.AI;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Sessions;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Turns;

namespace VoiceAgent.Testing.Turns;

/// <summary>Each strategy through the whole engine, in virtual time.</summary>
public sealed class TurnStrategyTests
{
    [Fact]
    public void Words_start_a_turn_without_a_detector()
    {
        using var harness = new ProcessorHarness(new UserTurnProcessor());
        harness.Send(new InterimTranscriptionFrame("book"));
        harness.Send(new TranscriptionFrame("book a room"));
        harness.Advance(TimeSpan.FromSeconds(1));

        Assert.Single(harness.Downstream.OfType<UserStartedSpeakingFrame>());
        Assert.Equal("book a room", Assert.Single(harness.Downstream.OfType<UserTurnFrame>()).Text);
    }

    [Fact]
    public void The_recogniser_starts_and_ends_a_turn_by_its_word()
    {
        using var harness = new ProcessorHarness(new UserTurnProcessor());
        harness.Send(new SttStartOfTurnFrame());
        Assert.Single(harness.Downstream.OfType<UserStartedSpeakingFrame>());
        harness.Send(new TranscriptionFrame("I would like to"), new SttEndOfTurnFrame());

        Assert.Equal("I would like to", Assert.Single(harness.Downstream.OfType<UserTurnFrame>()).Text);
    }

    [Fact]
    public void Every_pause_that_a_processor_pushes_is_followed_by_a_resume()
    {
        using var harness = new ProcessorHarness(new UserTurnProcessor());
        harness.SendUpstream(new BotStartedSpeakingFrame());
        harness.Send(new VadUserStartedSpeakingFrame(0));
        Assert.False(Assert.Single(harness.Downstream.OfType<PauseOutputFrame>()).Duck);
        harness.End();

        Assert.Single(harness.Downstream.OfType<ResumeOutputFrame>());
    }

    [Fact]
    public void With_minimum_words_the_bot_goes_on_until_they_are_heard()
    {
        using var talk = Talk(new UserTurnOptions { MinInterruptionWords = 3 });
        talk.AgentReplies("There are three rooms upstairs. The first one has a view of the sea.");
        talk.UserSays("what rooms do you have");
        talk.WaitUntilHeard("There are");
        talk.UserSays("I see", TimeSpan.FromSeconds(0.4));
        talk.WaitUntilHeard("The first one");
        Assert.Empty(talk.Client.Clears);

        talk.AgentReplies("All right.");
        talk.UserSays("I take that one", TimeSpan.FromSeconds(0.4));
        talk.WaitUntilQuiet();
        Assert.Equal("agent: All right.", talk.Transcript[^1]);
    }

    [Fact]
    public void A_wake_phrase_opens_a_conversation_for_a_while()
    {
        #region wake
        using var talk = Talk(new UserTurnOptions { WakePhrases = ["hey robin"], WakeTime = TimeSpan.FromSeconds(20) });
        talk.AgentReplies("It is ten.");
        talk.AgentReplies("You are welcome.");

        talk.UserSays("what time is it"); // to somebody else in the room
        talk.Wait(TimeSpan.FromSeconds(5));
        talk.UserSays("hey Robin, what time is it");
        talk.WaitUntilQuiet();
        talk.UserSays("thank you"); // within 20 s no phrase is needed
        talk.WaitUntilQuiet();
        talk.Wait(TimeSpan.FromSeconds(30));
        talk.UserSays("good night");
        talk.Wait(TimeSpan.FromSeconds(5));

        Assert.Equal(
            ["user: what time is it", "agent: It is ten.", "user: thank you", "agent: You are welcome."],
            talk.Transcript
        );
        #endregion
        Assert.Equal(
            [TurnDropReason.NotAddressed, TurnDropReason.NotAddressed],
            talk.Recorder.Of<UserTurnDroppedFrame>().Select(dropped => dropped.Reason)
        );
    }

    [Fact]
    public void Nothing_is_heard_until_the_greeting_ends()
    {
        using var talk = Talk(
            new UserTurnOptions { Mute = MuteTimes.UntilFirstBotTurnEnds },
            "Hello. How can I help you?"
        );
        talk.AgentReplies("All right.");
        talk.UserSays("nobody hears this", TimeSpan.FromSeconds(0.8));
        talk.WaitUntilQuiet();
        talk.UserSays("book a room");
        talk.WaitUntilQuiet();

        Assert.Equal(["agent: Hello. How can I help you?", "user: book a room", "agent: All right."], talk.Transcript);
        Assert.Empty(talk.Client.Clears);
    }

    [Fact]
    public void Nothing_is_heard_while_a_tool_is_at_work()
    {
        var time = new VirtualTime();
        var slow = AIFunctionFactory.Create(
            async (CancellationToken token) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(3), time, token);
                return "free";
            },
            "find"
        );
        using var talk = new ScriptedConversation(time)
        {
            Agent = t => t.CreateAgent(null, slow) with { Turns = new() { Mute = MuteTimes.WhileToolRuns } },
        };
        talk.AgentReplies(FakeReply.Calls("find"));
        talk.AgentReplies("The room is free.");
        talk.UserSays("is the room free");
        talk.WaitUntil(() => talk.Recorder.Of<ToolCallStartedFrame>().Any());
        talk.UserSays("hello are you there", TimeSpan.FromSeconds(0.8));
        talk.WaitUntilQuiet();

        Assert.Equal(
            ["user: is the room free", "call: find", "result: free", "agent: The room is free."],
            talk.Transcript
        );
    }

    [Fact]
    public void A_turn_model_hears_the_turn_and_ends_it_sooner_or_later()
    {
        #region turn-model
        var time = new VirtualTime();
        var model = new FakeTurnModel(time).Answers(0.1).Answers(0.9);
        using var talk = new ScriptedConversation(time) { Agent = t => t.CreateAgent() with { TurnModel = model } };
        talk.AgentReplies("All right.");

        talk.UserSays("a room at nine"); // no hint in the text: 0.6 s without a model
        talk.Wait(TimeSpan.FromSeconds(1));
        Assert.Empty(talk.Recorder.Of<UserTurnFrame>());
        talk.UserSays("for ten people");
        talk.WaitUntilQuiet();

        Assert.Equal(["user: a room at nine for ten people", "agent: All right."], talk.Transcript);
        #endregion
        Assert.Equal(["a room at nine", "a room at nine for ten people"], model.Asked.Select(turn => turn.Text));
        Assert.Equal(AudioFormat.Input16Khz, model.Asked[0].Format);
        Assert.InRange(model.Asked[0].Format.DurationOf(model.Asked[0].Audio.Length).TotalSeconds, 1.2, 2);
    }

    [Fact]
    public void A_turn_model_may_listen()
    {
        using var talk = new ScriptedConversation
        {
            Agent = t => t.CreateAgent() with { TurnModel = new SlowEnding() },
        };
        talk.AgentReplies("All right.");
        talk.UserSays("a room at nine");
        talk.WaitUntilQuiet();

        Assert.Equal(["user: a room at nine", "agent: All right."], talk.Transcript);
    }

    [Theory]
    [InlineData(FakeFault.Throw, ErrorCodes.ProviderFailed)]
    [InlineData(FakeFault.Hang, ErrorCodes.ProviderTimeout)]
    [InlineData(FakeFault.Garbage, ErrorCodes.ProviderGarbage)]
    public void A_turn_model_that_fails_is_told_of_and_the_text_decides(FakeFault fault, string code)
    {
        using var talk = new ScriptedConversation
        {
            Agent = t => t.CreateAgent() with { TurnModel = new FakeTurnModel(t.Time) { Fault = fault } },
        };
        talk.AgentReplies("All right.");
        talk.UserSays("book a room");
        talk.WaitUntilQuiet();

        Assert.Equal(["user: book a room", "agent: All right."], talk.Transcript);
        Assert.Equal(code, Assert.Single(talk.Errors).Code);
    }

    [Fact]
    public void The_silence_waited_for_follows_the_speakers_pauses()
    {
        using var talk = Talk(new UserTurnOptions());
        for (var part = 0; part < 5; part++)
        {
            talk.UserSays("at nine");
            talk.Wait(TimeSpan.FromSeconds(0.55));
        }

        talk.WaitUntil(() => talk.Recorder.Of<UserTurnFrame>().Any());
        var silent = talk.Recorder.Firsts.Last(hop => hop.Frame is VadUserStoppedSpeakingFrame).Time;
        var over = talk.Recorder.Firsts.Single(hop => hop.Frame is UserTurnFrame).Time;
        Assert.InRange((over - silent).TotalSeconds, 0.62, 1);
    }

    [Fact]
    public void A_silent_user_is_spoken_to_ever_more_pressingly_and_then_bidden_goodbye()
    {
        #region idle
        using var talk = new ScriptedConversation
        {
            Agent = t =>
                t.CreateAgent("Hello.") with
                {
                    IdlePrompts =
                    [
                        new IdlePrompt(TimeSpan.FromSeconds(10), "Are you still there?"),
                        new IdlePrompt(TimeSpan.FromSeconds(5), "Please say something."),
                    ],
                    IdleTimeout = TimeSpan.FromSeconds(10),
                    IdleGoodbye = "Goodbye, and call again.",
                },
        };
        talk.WaitUntilHeard("Please say something.");
        talk.AgentReplies("Good.");
        talk.UserSays("I am here"); // a sign of life: from the beginning again
        talk.WaitUntilHeard("call again");
        #endregion
        talk.UserSays("wait", TimeSpan.FromSeconds(0.5));
        talk.WaitUntil(() => talk.Result is not null);
        Assert.Equal(
            [
                "agent: Hello.",
                "agent: Are you still there?",
                "agent: Please say something.",
                "user: I am here",
                "agent: Good.",
                "agent: Are you still there?",
                "agent: Please say something.",
                "agent: Goodbye, and call again.",
            ],
            talk.Transcript
        );
        Assert.Equal("idle", talk.Result!.Reason);
        Assert.Equal(
            talk.Client.Audio[^1].Value.Position + talk.Client.Audio[^1].Value.Pcm.Length / 2,
            talk.Client.PlayedSamples
        );
    }

    [Fact]
    public void Nobody_is_asked_whether_they_are_there_while_the_answer_is_made()
    {
        using var talk = new ScriptedConversation
        {
            Agent = t =>
                t.CreateAgent() with
                {
                    IdlePrompts = [new IdlePrompt(TimeSpan.FromSeconds(2), "Are you still there?")],
                },
        };
        talk.AgentReplies(new FakeReply("All right.") { FirstTokenDelay = TimeSpan.FromSeconds(3) });
        talk.UserSays("book a room");
        talk.WaitUntilHeard("All right");

        Assert.Equal(["user: book a room", "agent: All right."], talk.Transcript);
        talk.WaitUntilHeard("still there");
    }

    private static ScriptedConversation Talk(UserTurnOptions turns, string? greeting = null) =>
        new() { Agent = t => t.CreateAgent(greeting) with { Turns = turns } };
}
