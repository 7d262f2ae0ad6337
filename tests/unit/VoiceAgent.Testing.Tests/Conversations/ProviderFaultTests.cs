using VoiceAgent.Errors;
using VoiceAgent.Pipelines;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Testing.Conversations;

/// <summary>A provider that throws, hangs, answers late or with garbage: a stable code comes out and the conversation goes on.</summary>
public sealed class ProviderFaultTests
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(FakeFault.Throw, ErrorCodes.ProviderFailed)]
    [InlineData(FakeFault.Refuse, ErrorCodes.ProviderFailed)]
    [InlineData(FakeFault.Hang, ErrorCodes.ProviderTimeout)]
    [InlineData(FakeFault.Garbage, ErrorCodes.ProviderGarbage)]
    public void A_recogniser_that_fails_is_tried_again(FakeFault fault, string code)
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies("Five o'clock.");

        talk.UserSays(new FakeSpeech("lost") { Fault = fault });
        talk.Wait(TimeSpan.FromSeconds(8));
        talk.UserSays("what time is it");
        talk.WaitUntilQuiet();

        Assert.Equal([code], talk.Errors.Select(error => error.Code));
        Assert.Equal(["user: what time is it", "agent: Five o'clock."], talk.Transcript.TakeLast(2));
        Assert.Equal(PipelineOutcome.Ended, talk.End().Outcome);
    }

    [Fact]
    public void A_recogniser_that_answers_late_is_given_up_and_its_late_text_is_nobodys_turn()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies("Five o'clock.");

        talk.UserSays(new FakeSpeech("too late") { Delay = Late });
        talk.Wait(Late);
        talk.UserSays("what time is it");
        talk.WaitUntilQuiet();

        Assert.Equal([ErrorCodes.ProviderTimeout], talk.Errors.Select(error => error.Code));
        Assert.Equal(["user: what time is it", "agent: Five o'clock."], talk.Transcript.TakeLast(2));
        Assert.DoesNotContain(talk.Transcript, line => line.Contains("too late", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FakeFault.Throw, ErrorCodes.ProviderFailed)]
    [InlineData(FakeFault.Hang, ErrorCodes.ProviderTimeout)]
    public void A_recogniser_that_does_not_open_is_tried_again(FakeFault fault, string code)
    {
        using var talk = new ScriptedConversation();
        talk.Recognizer.Opening = fault;
        talk.AgentReplies("Five o'clock.");

        talk.Wait(TimeSpan.FromSeconds(6));
        talk.Recognizer.Opening = FakeFault.None;
        talk.UserSays("what time is it");
        talk.WaitUntilQuiet();

        Assert.Equal([code], talk.Errors.Select(error => error.Code));
        Assert.Equal(["user: what time is it", "agent: Five o'clock."], talk.Transcript);
    }

    [Theory]
    [InlineData(FakeFault.Throw, 0, ErrorCodes.ProviderFailed)]
    [InlineData(FakeFault.Throw, 3, ErrorCodes.ProviderFailed)]
    [InlineData(FakeFault.Refuse, 0, ErrorCodes.ProviderFailed)]
    [InlineData(FakeFault.Hang, 0, ErrorCodes.ProviderTimeout)]
    [InlineData(FakeFault.Hang, 3, ErrorCodes.ProviderTimeout)]
    public void A_model_that_fails_apologises_and_is_asked_again(FakeFault fault, int after, string code)
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies(new FakeReply("I am not going to finish this.") { Fault = fault, FaultAfter = after });
        talk.AgentReplies("Five o'clock.");

        talk.UserSays("hello");
        talk.WaitUntilHeard("Please try again");
        talk.WaitUntilQuiet();
        talk.UserSays("what time is it");
        talk.WaitUntilQuiet();

        Assert.Equal([code], talk.Errors.Select(error => error.Code));
        Assert.Equal(["user: what time is it", "agent: Five o'clock."], talk.Transcript.TakeLast(2));
        Assert.Equal(PipelineOutcome.Ended, talk.End().Outcome);
    }

    [Fact]
    public void A_model_that_answers_late_is_given_up()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies(new FakeReply("Too late.") { FirstTokenDelay = Late });
        talk.AgentReplies("Five o'clock.");

        talk.UserTypes("hello");
        talk.Wait(Late + Late);
        talk.UserTypes("what time is it");
        talk.WaitUntilQuiet();

        Assert.Equal([ErrorCodes.ProviderTimeout], talk.Errors.Select(error => error.Code));
        Assert.Equal(1, talk.Model.Cancelled);
        Assert.Equal(["user: what time is it", "agent: Five o'clock."], talk.Transcript.TakeLast(2));
        Assert.DoesNotContain("agent: Too late.", talk.Transcript);
    }

    [Fact]
    public void A_model_that_calls_what_nobody_can_read_is_told_so_and_may_answer()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies(new FakeReply("") { Fault = FakeFault.Garbage });
        talk.AgentReplies("Five o'clock.");

        talk.UserTypes("what time is it");
        talk.WaitUntilQuiet();

        Assert.Empty(talk.Errors);
        Assert.Equal("agent: Five o'clock.", talk.Transcript[^1]);
        Assert.Single(talk.Transcript, line => line.StartsWith("result: There is no tool", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_that_never_stops_calling_tools_is_stopped()
    {
        using var talk = new ScriptedConversation();
        talk.Model.Otherwise = _ => new FakeReply("") { Fault = FakeFault.Garbage };

        talk.UserTypes("what time is it");
        talk.WaitUntilQuiet();
        talk.AgentReplies("Five o'clock.");
        talk.UserTypes("and now");
        talk.WaitUntilQuiet();

        Assert.Equal([ErrorCodes.ProviderGarbage], talk.Errors.Select(error => error.Code));
        Assert.Equal(["user: and now", "agent: Five o'clock."], talk.Transcript.TakeLast(2));
        Assert.Equal(10, talk.Model.Requests.Count);
    }

    [Theory]
    [InlineData(FakeFault.Throw, ErrorCodes.ProviderFailed)]
    [InlineData(FakeFault.Refuse, ErrorCodes.ProviderFailed)]
    [InlineData(FakeFault.Garbage, ErrorCodes.ProviderGarbage)]
    public void A_voice_that_fails_is_tried_again(FakeFault fault, string code)
    {
        using var talk = new ScriptedConversation();
        talk.Voice.Fault = text => text.StartsWith("Never", StringComparison.Ordinal) ? fault : FakeFault.None;
        talk.AgentReplies("Never heard.");
        talk.AgentReplies("Five o'clock.");

        talk.UserTypes("hello");
        talk.WaitUntilQuiet();
        talk.UserTypes("what time is it");
        talk.WaitUntilHeard("Five o'clock.");
        talk.WaitUntilQuiet();

        Assert.Equal([code], talk.Errors.Select(error => error.Code));
        Assert.Equal(["user: what time is it", "agent: Five o'clock."], talk.Transcript.TakeLast(2));
        Assert.Equal(PipelineOutcome.Ended, talk.End().Outcome);
    }

    [Fact]
    public void A_voice_that_hangs_skips_its_sentences_and_the_session_ends_cleanly()
    {
        using var talk = new ScriptedConversation();
        talk.Voice.Fault = _ => FakeFault.Hang;
        talk.AgentReplies("Never heard.");

        talk.UserTypes("hello");
        talk.Wait(TimeSpan.FromSeconds(10));

        Assert.Equal([ErrorCodes.ProviderTimeout], talk.Errors.Select(error => error.Code));
        Assert.Equal(PipelineOutcome.Ended, talk.End().Outcome);
    }

    [Fact]
    public void A_voice_that_answers_late_is_not_heard_late()
    {
        using var talk = new ScriptedConversation();
        talk.Voice.FirstByteDelay = Late;
        talk.AgentReplies("Never heard.");
        talk.AgentReplies("Five o'clock.");

        talk.UserTypes("hello");
        talk.Wait(TimeSpan.FromSeconds(5));
        talk.Voice.FirstByteDelay = TimeSpan.FromSeconds(0.1);
        talk.UserTypes("what time is it");
        talk.WaitUntilHeard("Five o'clock.");

        Assert.Equal([ErrorCodes.ProviderTimeout], talk.Errors.Select(error => error.Code));
        Assert.Equal(["Never heard.", "Five o'clock."], talk.Voice.Spoken);
    }

    [Theory]
    [InlineData(FakeFault.Throw, ErrorCodes.ProviderFailed)]
    [InlineData(FakeFault.Hang, ErrorCodes.ProviderTimeout)]
    public void A_voice_that_does_not_open_is_tried_again(FakeFault fault, string code)
    {
        using var talk = new ScriptedConversation();
        talk.Voice.Opening = fault;
        talk.AgentReplies("Five o'clock.");

        talk.Wait(TimeSpan.FromSeconds(6));
        talk.Voice.Opening = FakeFault.None;
        talk.UserTypes("what time is it");
        talk.WaitUntilHeard("Five o'clock.");

        Assert.Equal([code], talk.Errors.Select(error => error.Code));
    }

    [Fact]
    public void Sessions_that_open_too_late_are_closed()
    {
        using var talk = new ScriptedConversation();
        talk.Recognizer.OpeningDelay = Late;
        talk.Voice.OpeningDelay = Late;

        talk.Wait(Late);

        Assert.Equal(2, talk.Errors.Count(error => error.Code == ErrorCodes.ProviderTimeout));
        Assert.Equal((1, 0), (talk.Recognizer.Opened, talk.Recognizer.Active));
        Assert.Equal((1, 0), (talk.Voice.Opened, talk.Voice.Active));
    }

    [Fact]
    public void Sessions_that_were_given_up_are_closed()
    {
        using var talk = new ScriptedConversation();
        talk.Voice.Fault = text => text.StartsWith("Never", StringComparison.Ordinal) ? FakeFault.Hang : FakeFault.None;
        talk.AgentReplies("Never heard. Five o'clock.");
        talk.AgentReplies("Good bye.");

        talk.UserSays(new FakeSpeech("too late") { Fault = FakeFault.Hang });
        talk.Wait(TimeSpan.FromSeconds(8));
        talk.UserSays("what time is it");
        talk.WaitUntilHeard("Five o'clock.");

        Assert.Equal((2, 1), (talk.Recognizer.Opened, talk.Recognizer.Active));
        Assert.Equal((2, 1), (talk.Voice.Opened, talk.Voice.Active));
    }

    [Fact]
    public void Another_session_notices_nothing()
    {
        var alone = PlayBeside(null);
        Assert.NotEmpty(alone);

        var time = new VirtualTime();
        using var broken = new ScriptedConversation(time);
        broken.Voice.Fault = _ => FakeFault.Throw;
        broken.Model.Otherwise = _ => new FakeReply("Half") { Fault = FakeFault.Hang };
        broken.UserSays(new FakeSpeech("") { Fault = FakeFault.Throw });

        Assert.Equal(alone, PlayBeside(broken));
        Assert.NotEmpty(broken.Errors);
    }

    private static string PlayBeside(ScriptedConversation? other)
    {
        using var talk = new ScriptedConversation(other?.Time);
        talk.AgentReplies("Five o'clock, and all is well.");
        talk.Wait(TimeSpan.Zero);
        other?.UserTypes("hello");
        talk.UserSays("what time is it");
        other?.UserTypes("hello again");
        talk.WaitUntilQuiet();
        return talk.Timeline.ToString();
    }
}
