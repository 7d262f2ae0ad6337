using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Transports;

namespace VoiceAgent.Testing.Conversations;

/// <summary>Clients that do not read, or are gone.</summary>
public sealed class BadClientTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void A_client_that_never_reads_is_disconnected_and_its_session_ends()
    {
        using var talk = new ScriptedConversation(_time);
        talk.AgentReplies("There are three rooms upstairs.");
        talk.UserTypes("what rooms do you have");
        talk.Client.Stall(true);

        talk.WaitUntil(() => talk.Result is not null);

        Assert.Equal(PipelineOutcome.Cancelled, talk.Result!.Outcome);
        Assert.Contains("slow client", talk.Result.Reason, StringComparison.Ordinal);
        Assert.InRange(talk.Time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_client_that_stalls_for_a_moment_keeps_its_session()
    {
        using var talk = new ScriptedConversation(_time);
        talk.AgentReplies("There are three rooms upstairs.");
        talk.UserTypes("what rooms do you have");
        talk.WaitUntilHeard("three");

        talk.Client.Stall(true);
        talk.Wait(TimeSpan.FromSeconds(1.5));
        talk.Client.Stall(false);
        talk.WaitUntilQuiet();

        Assert.Equal("agent: There are three rooms upstairs.", talk.Transcript[^1]);
        Assert.Equal(PipelineOutcome.Ended, talk.End().Outcome);
    }

    [Fact]
    public void A_client_that_vanishes_ends_its_session_at_once()
    {
        using var talk = new ScriptedConversation(_time);
        talk.AgentReplies("There are three rooms upstairs.");
        talk.UserTypes("what rooms do you have");
        talk.WaitUntilHeard("three");

        talk.Client.Vanish();
        talk.Wait(TimeSpan.Zero);

        Assert.Equal(PipelineOutcome.Cancelled, talk.Result!.Outcome);
        Assert.Empty(talk.Errors);
        Assert.Equal("agent: There are three", talk.Transcript[^1]);
    }

    [Fact]
    public void A_client_that_vanishes_while_its_session_starts_leaves_nothing_behind()
    {
        using var talk = new ScriptedConversation(_time);
        talk.Client.Vanish();

        talk.Wait(TimeSpan.FromSeconds(1));

        Assert.Equal(PipelineOutcome.Cancelled, talk.Result!.Outcome);
    }

    [Fact]
    public void A_client_that_reports_nonsense_does_not_make_the_agent_say_more_than_it_did()
    {
        using var talk = new ScriptedConversation(_time);
        talk.AgentReplies("There are three rooms upstairs.");
        talk.UserTypes("what rooms do you have");
        talk.WaitUntilHeard("there are");

        talk.Client.Send(MediaInput.FromPlayed(long.MaxValue));
        talk.Client.Send(MediaInput.FromPlayed(long.MinValue));
        talk.UserTypes("stop");
        talk.Wait(TimeSpan.FromSeconds(1));

        Assert.DoesNotContain(talk.Transcript, line => line.Contains("upstairs", StringComparison.Ordinal));
    }

    [Fact]
    public void Audio_that_is_half_a_sample_harms_nobody()
    {
        using var talk = new ScriptedConversation(_time);
        talk.AgentReplies("Five o'clock.");

        talk.Client.Send(MediaInput.FromAudio(new byte[3]));
        talk.UserSays("what time is it");
        talk.WaitUntilQuiet();

        Assert.Empty(talk.Errors);
        Assert.Equal(["user: what time is it", "agent: Five o'clock."], talk.Transcript);
        Assert.Equal(PipelineOutcome.Ended, talk.End().Outcome);
    }

    [Fact]
    public void Another_session_goes_on_beside_a_client_that_never_reads()
    {
        using var stalled = new ScriptedConversation(_time);
        stalled.AgentReplies("There are three rooms upstairs.");
        stalled.UserTypes("what rooms do you have");
        stalled.Client.Stall(true);

        using var talk = new ScriptedConversation(_time);
        talk.AgentReplies("Five o'clock.");
        talk.UserSays("what time is it");
        talk.WaitUntilQuiet();

        Assert.NotNull(stalled.Result);
        Assert.Null(talk.Result);
        Assert.Equal(["user: what time is it", "agent: Five o'clock."], talk.Transcript);
        Assert.All(talk.Recorder.Of<BotHeardFrame>(), heard => Assert.False(heard.Interrupted));
    }
}
