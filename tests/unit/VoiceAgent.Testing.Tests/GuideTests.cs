using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Testing;

/// <summary>The code of docs/concepts/testing.md.</summary>
public sealed class GuideTests
{
    #region interruption
    [Fact]
    public void An_interrupted_answer_is_remembered_as_far_as_it_was_heard()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies("There are three rooms upstairs. The first one has a view of the sea.");
        talk.AgentReplies("All right.");

        talk.UserSays("what rooms do you have", TimeSpan.FromSeconds(1.2));
        talk.WaitUntilHeard("three rooms");
        talk.UserSays("stop");
        talk.WaitUntilQuiet();

        Assert.Equal("agent: There are three rooms", talk.Transcript[1]);
        talk.Timeline.ShouldMatchFile("Timelines/guide.txt");
    }
    #endregion

    #region agent
    [Fact]
    public void The_clock_is_asked_for_the_time()
    {
        var clock = AIFunctionFactory.Create(() => "five o'clock", "get_time");
        using var talk = new ScriptedConversation { Agent = t => t.CreateAgent("Hello!", clock) };
        talk.AgentReplies(FakeReply.Calls("get_time"));
        talk.AgentReplies("It is five o'clock.");

        talk.WaitUntilHeard("hello");
        talk.UserSays("what time is it");
        talk.WaitUntilQuiet();

        Assert.Equal(
            [
                "agent: Hello!",
                "user: what time is it",
                "call: get_time",
                "result: five o'clock",
                "agent: It is five o'clock.",
            ],
            talk.Transcript
        );
    }
    #endregion

    #region fault
    [Fact]
    public void A_model_that_breaks_off_apologises()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies(new FakeReply("One moment, I am") { Fault = FakeFault.Throw, FaultAfter = 2 });

        talk.UserSays("hello");
        talk.WaitUntilHeard("Please try again.");

        Assert.Equal(ErrorCodes.ProviderFailed, Assert.Single(talk.Errors).Code);
    }
    #endregion

    #region processor
    [Fact]
    public void Typed_shouting_is_lowered()
    {
        using var harness = new ProcessorHarness(new Hush());

        harness.Send(new InputTextFrame("HELLO"));

        Assert.Equal("hello", Assert.IsType<InputTextFrame>(Assert.Single(harness.Downstream)).Text);
    }

    private sealed class Hush : FrameProcessor
    {
        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction) =>
            PushAsync(
                frame is InputTextFrame typed ? new InputTextFrame(typed.Text.ToLowerInvariant()) : frame,
                direction
            );
    }
    #endregion
}
