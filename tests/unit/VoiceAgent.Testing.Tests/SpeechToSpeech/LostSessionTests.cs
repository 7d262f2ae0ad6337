using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Sessions;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Testing.SpeechToSpeech;

public sealed class LostSessionTests
{
    private const string Rooms = "There are three rooms upstairs. The first one has a view of the sea.";

    [Fact]
    public void A_session_lost_in_silence_is_replaced_without_a_word_and_knows_the_conversation()
    {
        using var talk = Talk();
        talk.AgentReplies(Rooms);
        talk.AgentReplies("Twelve.");
        talk.UserSays("what rooms do you have");
        talk.WaitUntilQuiet();

        talk.Speaker.Lose();
        talk.Wait(TimeSpan.FromSeconds(1));
        talk.UserSays("which one is free");
        talk.WaitUntilQuiet();

        Assert.Equal(
            [
                "open: ",
                "respond 1",
                "open: ",
                "add user: what rooms do you have",
                $"add assistant: {Rooms}",
                "respond 2",
            ],
            talk.Speaker.Log
        );
        Assert.Equal("agent: Twelve.", talk.Transcript[^1]);
        Assert.Empty(talk.Errors);
    }

    [Fact]
    public void A_session_lost_before_it_said_anything_is_asked_again()
    {
        using var talk = Talk();
        talk.AgentReplies(new FakeReply("Never heard.") { FirstTokenDelay = TimeSpan.FromSeconds(2) });
        talk.AgentReplies("Twelve.");
        talk.UserSays("which room is free");
        talk.WaitUntil(() => talk.Speaker.Log.Contains("respond 1"));

        talk.Speaker.Lose();
        talk.WaitUntilQuiet();

        Assert.Equal(["open: ", "respond 1", "open: ", "add user: which room is free", "respond 1"], talk.Speaker.Log);
        Assert.Equal(["user: which room is free", "agent: Twelve."], talk.Transcript);
        Assert.Empty(talk.Errors);
    }

    [Fact]
    public void A_session_lost_in_the_middle_of_an_answer_ends_in_an_apology_and_the_conversation_goes_on()
    {
        using var talk = Talk();
        talk.AgentReplies(new FakeReply(Rooms) { Fault = FakeFault.Throw, FaultAfter = 4 });
        talk.AgentReplies("Twelve.");
        talk.UserSays("what rooms do you have");
        talk.WaitUntilQuiet();
        talk.UserSays("which one is free");
        talk.WaitUntilQuiet();

        Assert.Equal([ErrorCodes.ProviderFailed], talk.Errors.Select(error => error.Code));
        Assert.Equal(
            [
                "user: what rooms do you have",
                "agent: There are three rooms",
                "agent: Sorry, I cannot answer that right now. Please try again.",
                "user: which one is free",
                "agent: Twelve.",
            ],
            talk.Transcript
        );
        Assert.Contains("add assistant: There are three rooms", talk.Speaker.Log);
        Assert.Equal(2, talk.Speaker.Opened);
    }

    [Fact]
    public void A_reply_the_vendor_fails_at_ends_in_an_apology_over_the_same_session()
    {
        using var talk = Talk();
        talk.AgentReplies(new FakeReply(Rooms) { Fault = FakeFault.Refuse });
        talk.UserSays("what rooms do you have");
        talk.WaitUntilQuiet();

        Assert.Equal([ErrorCodes.ProviderFailed], talk.Errors.Select(error => error.Code));
        Assert.Equal("agent: Sorry, I cannot answer that right now. Please try again.", talk.Transcript[^1]);
        Assert.Equal(1, talk.Speaker.Opened);
    }

    [Fact]
    public void Speech_over_a_lost_session_is_heard_by_the_next_one_from_its_first_sound()
    {
        using var talk = Talk();
        talk.AgentReplies("Twelve.");
        talk.Wait(TimeSpan.FromSeconds(1));
        talk.Speaker.Hears(new FakeSpeech("which room is free"));
        talk.Client.Speak(TimeSpan.FromSeconds(2));
        talk.Wait(TimeSpan.FromSeconds(1));

        talk.Speaker.Lose();
        talk.Wait(TimeSpan.FromSeconds(1));
        talk.WaitUntilQuiet();

        Assert.Equal(["user: which room is free", "agent: Twelve."], talk.Transcript);
        var heard = Assert.Single(talk.Speaker.Segments);
        Assert.True(heard >= TimeSpan.FromSeconds(2), $"{heard} of 2 s");
        Assert.Empty(talk.Errors);
    }

    [Fact]
    public void A_session_that_is_half_open_is_noticed_at_the_end_of_speech_and_no_word_is_lost()
    {
        using var talk = Talk();
        talk.AgentReplies("Twelve.");
        talk.Wait(TimeSpan.FromSeconds(1));
        talk.Speaker.FallSilent();
        var began = talk.Session.Worker.Elapsed;
        // What the silent session hears it keeps to itself.
        talk.Speaker.Hears(new FakeSpeech("which room is free"));
        talk.UserSays("which room is free");
        talk.WaitUntil(() => talk.Speaker.Opened == 2);
        var noticed = talk.Session.Worker.Elapsed - began;
        talk.WaitUntilQuiet();

        Assert.InRange(noticed, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(3.2));
        Assert.Equal("agent: Twelve.", talk.Transcript[^1]);
        Assert.Equal(2, talk.Speaker.Segments.Count);
        Assert.InRange(talk.Speaker.Segments[1], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_vendor_that_is_gone_is_given_up_until_the_user_speaks_again()
    {
        using var talk = Talk();
        talk.AgentReplies("Twelve.");
        talk.Wait(TimeSpan.FromSeconds(1));
        talk.Speaker.Opening = FakeFault.Throw;
        talk.Speaker.Lose();
        talk.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal([ErrorCodes.ProviderFailed], talk.Errors.Select(error => error.Code));

        talk.Speaker.Opening = FakeFault.None;
        talk.UserSays("which room is free");
        talk.WaitUntilQuiet();

        Assert.Equal(["user: which room is free", "agent: Twelve."], talk.Transcript);
        Assert.Single(talk.Errors);
    }

    [Fact]
    public void A_session_is_replaced_in_silence_before_its_time_is_up()
    {
        using var talk = Talk(static t => t.CreateSpeakingAgent() with { IdleTimeout = TimeSpan.FromHours(2) });
        talk.Speaker.Capabilities = talk.Speaker.Capabilities with { Lifetime = TimeSpan.FromMinutes(60) };
        talk.Wait(TimeSpan.FromMinutes(1));
        Assert.Equal(1, talk.Speaker.Opened);

        talk.Wait(TimeSpan.FromMinutes(55));

        Assert.Equal(2, talk.Speaker.Opened);
        Assert.Empty(talk.Errors);
    }

    [Fact]
    public void A_tool_that_outlives_the_session_hands_its_result_to_the_next_one()
    {
        ScriptedConversation? talk = null;
        var book = AIFunctionFactory.Create(
            async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(2), talk!.Time);
                return "booked";
            },
            "book"
        );
        talk = Talk(t => t.CreateSpeakingAgent(null, book));
        using var disposal = talk;
        talk.AgentReplies(FakeReply.Calls("book"));
        talk.AgentReplies("Done.");
        talk.UserSays("book it");
        talk.WaitUntil(() => talk.Recorder.Of<ToolCallStartedFrame>().Any());

        talk.Speaker.Lose();
        talk.WaitUntilQuiet();

        Assert.Equal(
            ["open: ", "respond 1", "open: ", "add user: book it", "add call: book", "add result: booked", "respond 2"],
            talk.Speaker.Log
        );
        Assert.Equal("agent: Done.", talk.Transcript[^1]);
        Assert.Empty(talk.Errors);
    }

    private static ScriptedConversation Talk(Func<ScriptedConversation, AgentDefinition>? agent = null) =>
        new() { Agent = agent ?? (static talk => talk.CreateSpeakingAgent()) };
}
