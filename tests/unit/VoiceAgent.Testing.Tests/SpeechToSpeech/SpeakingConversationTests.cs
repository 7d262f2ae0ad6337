using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Observers;
using VoiceAgent.Recording;
using VoiceAgent.Sessions;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Testing.SpeechToSpeech;

public sealed class SpeakingConversationTests
{
    private const string Rooms = "There are three rooms upstairs. The first one has a view of the sea.";

    [Fact]
    public void What_the_user_says_is_answered_in_the_models_own_voice()
    {
        using var talk = Talk();
        talk.AgentReplies(Rooms);

        talk.UserSays("what rooms do you have");
        talk.WaitUntilQuiet();

        Assert.Equal(["user: what rooms do you have", $"agent: {Rooms}"], talk.Transcript);
        Assert.Equal(["open: ", "respond 1"], talk.Speaker.Log);
        Assert.InRange(talk.Client.PlayedSamples / 24_000.0, Seconds(Rooms) - 0.05, Seconds(Rooms) + 0.05);
        Assert.Empty(talk.Errors);
        Assert.Single(talk.Recorder.Of<TurnLatencyFrame>());
        Assert.Empty(talk.Voice.Spoken);
    }

    [Fact]
    public void A_greeting_is_said_by_the_model_and_told_to_it_as_said()
    {
        using var talk = Talk(t => t.CreateSpeakingAgent("Hello there."));

        talk.WaitUntilQuiet();

        Assert.Equal(["agent: Hello there."], talk.Transcript);
        Assert.Equal(["open: ", "say 1: Hello there.", "add assistant: Hello there."], talk.Speaker.Log);
        Assert.InRange(talk.Client.PlayedSamples / 24_000.0, 0.6, 0.8);
    }

    [Fact]
    public void A_greeting_is_said_by_the_agents_voice_where_it_has_one()
    {
        using var talk = Talk(t => t.CreateSpeakingAgent("Hello there.") with { TextToSpeech = t.Voice });

        talk.WaitUntilQuiet();

        Assert.Equal(["Hello there."], talk.Voice.Spoken.Select(text => text.Trim()));
        Assert.Equal(["open: ", "add assistant: Hello there."], talk.Speaker.Log);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_interruption_takes_out_of_the_models_memory_what_was_not_played(bool reports)
    {
        using var talk = new ScriptedConversation
        {
            Agent = static t => t.CreateSpeakingAgent(),
            ClientInfo = FakeMediaConnection.DefaultInfo with { ReportsPlayout = reports },
        };
        talk.AgentReplies(Rooms);
        talk.AgentReplies("All right.");
        talk.UserSays("what rooms do you have");
        talk.WaitUntilHeard("three rooms");

        talk.UserSays("stop", TimeSpan.FromSeconds(0.5));
        var played = talk.Client.PlayedSamples / 24.0;
        talk.WaitUntilQuiet();

        var (reply, heard) = Assert.Single(talk.Speaker.Truncations);
        Assert.Equal(1, reply);
        Assert.InRange(heard.TotalMilliseconds, played - 20, played + 20);
        Assert.Equal(
            ["user: what rooms do you have", "agent: There are three rooms", "user: stop", "agent: All right."],
            talk.Transcript
        );
        Assert.Empty(talk.Errors);
    }

    [Fact]
    public void An_interruption_while_the_answer_is_made_stops_the_model()
    {
        using var talk = Talk();
        talk.Speaker.RealTimeFactor = 0.9;
        talk.AgentReplies(Rooms);
        talk.AgentReplies("All right.");
        talk.UserSays("what rooms do you have");
        talk.WaitUntilHeard("three rooms");

        talk.UserSays("stop", TimeSpan.FromSeconds(0.5));
        talk.WaitUntilQuiet();

        Assert.Equal(["open: ", "respond 1", "cancel 1", "respond 2"], talk.Speaker.Log);
        Assert.Single(talk.Speaker.Truncations);
    }

    [Fact]
    public void A_cough_pauses_the_answer_and_is_forgotten()
    {
        using var talk = Talk();
        talk.AgentReplies(Rooms);
        talk.UserSays("what rooms do you have");
        talk.WaitUntilHeard("three rooms");

        talk.UserSays("", TimeSpan.FromSeconds(0.4));
        talk.WaitUntilQuiet();

        Assert.Equal(["user: what rooms do you have", $"agent: {Rooms}"], talk.Transcript);
        Assert.Equal(["open: ", "respond 1", "drop"], talk.Speaker.Log);
        Assert.Empty(talk.Speaker.Truncations);
    }

    [Fact]
    public void An_answer_nobody_heard_is_taken_out_as_a_whole()
    {
        using var talk = Talk();
        talk.AgentReplies(new FakeReply(Rooms) { FirstTokenDelay = TimeSpan.FromSeconds(1) });
        talk.AgentReplies("All right.");
        talk.UserTypes("what rooms do you have");
        talk.Wait(TimeSpan.FromSeconds(0.5));

        talk.UserTypes("never mind");
        talk.WaitUntilQuiet();

        Assert.Equal(["user: what rooms do you have", "user: never mind", "agent: All right."], talk.Transcript);
        Assert.Equal(
            [
                "open: ",
                "add user: what rooms do you have",
                "respond 1",
                "cancel 1",
                "add user: never mind",
                "respond 2",
            ],
            talk.Speaker.Log
        );
        Assert.Equal((1, TimeSpan.Zero), Assert.Single(talk.Speaker.Truncations));
    }

    [Fact]
    public void Tools_run_as_for_any_model()
    {
        var book = AIFunctionFactory.Create((int room) => $"room {room} is booked", "book");
        using var talk = Talk(t => t.CreateSpeakingAgent(null, book));
        talk.AgentReplies(FakeReply.Calls("book", ("room", 12)));
        talk.AgentReplies("It is booked.");

        talk.UserSays("book room twelve");
        talk.WaitUntilQuiet();

        Assert.Equal(
            ["user: book room twelve", "call: book", "result: room 12 is booked", "agent: It is booked."],
            talk.Transcript
        );
        Assert.Equal(["open: ", "respond 1", "add result: room 12 is booked", "respond 2"], talk.Speaker.Log);
        Assert.Single(talk.Recorder.Of<ToolCallEndedFrame>());
    }

    [Fact]
    public void A_typed_question_may_be_answered_in_text()
    {
        using var talk = Talk();
        talk.AgentReplies("Three.");
        talk.Wait(TimeSpan.FromSeconds(1));

        talk.Client.Send(
            VoiceAgent.Transports.MediaInput.FromMessage(new InputTextFrame("how many") { ReplyInText = true })
        );
        talk.WaitUntilQuiet();

        Assert.Equal(["user: how many", "agent: Three."], talk.Transcript);
        Assert.Equal(["open: ", "add user: how many", "respond 1 in text"], talk.Speaker.Log);
        Assert.Empty(talk.Client.Audio);
    }

    [Fact]
    public void What_could_not_be_written_down_is_answered_all_the_same()
    {
        using var talk = Talk();
        talk.AgentReplies("Three.");

        talk.UserSays(new FakeSpeech("how many") { Fault = FakeFault.Hang });
        talk.WaitUntilQuiet();

        Assert.Equal(["open: ", "respond 1"], talk.Speaker.Log);
        Assert.Contains("agent: Three.", talk.Transcript);
        Assert.Empty(talk.Errors);
    }

    [Fact]
    public void A_model_that_hears_speech_by_itself_needs_no_detector()
    {
        using var talk = Talk();
        talk.Speaker.Capabilities = talk.Speaker.Capabilities with { DetectsSpeech = true };
        talk.AgentReplies(Rooms);
        talk.AgentReplies("All right.");

        talk.UserSays("what rooms do you have");
        talk.WaitUntilHeard("three rooms");
        talk.UserSays("stop", TimeSpan.FromSeconds(0.5));
        talk.WaitUntilQuiet();

        Assert.Equal(
            ["user: what rooms do you have", "agent: There are three rooms", "user: stop", "agent: All right."],
            talk.Transcript
        );
        Assert.Equal(2, talk.Recorder.Of<TurnLatencyFrame>().Count());
        Assert.Single(talk.Speaker.Truncations);
    }

    [Fact]
    public void An_agent_without_a_model_is_refused_with_what_to_set()
    {
        using var talk = Talk(static _ => new AgentDefinition { Name = "empty" });

        var failure = Assert.Throws<VoiceAgentException>(() => talk.Wait(TimeSpan.FromSeconds(1)));

        Assert.Equal(ErrorCodes.InvalidConfiguration, failure.Code);
        Assert.Contains("SpeechToSpeech", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_whose_model_must_be_told_of_speech_needs_a_detector()
    {
        using var talk = Talk(static t => t.CreateSpeakingAgent() with { VoiceActivity = null });

        var failure = Assert.Throws<VoiceAgentException>(() => talk.Wait(TimeSpan.FromSeconds(1)));

        Assert.Equal(ErrorCodes.InvalidConfiguration, failure.Code);
    }

    [Fact]
    public void A_recording_of_it_can_be_listened_to_and_says_that_it_cannot_be_replayed()
    {
        using var file = new MemoryStream();
        using (var talk = new ScriptedConversation { Agent = static t => t.CreateSpeakingAgent(), RecordTo = file })
        {
            talk.AgentReplies(Rooms);
            talk.UserSays("what rooms do you have");
            talk.WaitUntilQuiet();
            talk.End();
        }

        var recording = SessionRecording.Parse(file.ToArray());
        var failure = Assert.Throws<VoiceAgentException>(() => SessionReplay.Run(recording));

        Assert.Equal(ErrorCodes.NotReplayable, failure.Code);
    }

    private static double Seconds(string text) => text.Length * 0.06;

    private static ScriptedConversation Talk(Func<ScriptedConversation, AgentDefinition>? agent = null) =>
        new() { Agent = agent ?? (static talk => talk.CreateSpeakingAgent()) };
}
