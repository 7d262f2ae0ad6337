using VoiceAgent.Frames;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Transports;

namespace VoiceAgent.Testing.Conversations;

/// <summary>What the client shows when a reply is cut off before a word of it.</summary>
public sealed class SessionStateTests
{
    private static readonly FakeReply Slow = new("Five o'clock.") { FirstTokenDelay = TimeSpan.FromSeconds(5) };

    [Fact]
    public void An_application_that_interrupts_while_the_model_thinks_leaves_nobody_thinking()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies(Slow);
        talk.UserTypes("what time is it");
        talk.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(SessionState.Thinking, talk.Client.State);

        talk.Session.Worker.Interrupt();
        talk.Wait(TimeSpan.FromSeconds(0.1));

        Assert.Equal(SessionState.Listening, talk.Client.State);
        talk.WaitUntilQuiet();
        Assert.Equal(["user: what time is it"], talk.Transcript);
    }

    [Fact]
    public void A_user_who_types_on_while_the_model_thinks_sees_it_think_all_the_time()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies(Slow);
        talk.AgentReplies(Slow);
        talk.UserTypes("what time is it");
        talk.Wait(TimeSpan.FromSeconds(1));

        talk.UserTypes("in Rome");
        talk.Wait(TimeSpan.FromSeconds(1));

        Assert.Equal([SessionState.Thinking], States(talk));
        talk.WaitUntilQuiet();
        Assert.Equal([SessionState.Thinking, SessionState.Speaking, SessionState.Listening], States(talk));
    }

    [Fact]
    public void An_application_that_interrupts_and_asks_the_model_anew_sees_it_think_on()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies(Slow);
        talk.AgentReplies(Slow);
        talk.UserTypes("what time is it");
        talk.Wait(TimeSpan.FromSeconds(1));

        talk.Session.Worker.Interrupt();
        talk.Session.Worker.TryQueue(new LlmRunFrame());
        talk.Wait(TimeSpan.FromSeconds(1));

        Assert.Equal([SessionState.Thinking], States(talk));
    }

    private static IEnumerable<SessionState> States(ScriptedConversation talk) =>
        talk.Client.Messages.Select(sent => sent.Value).OfType<SessionStateFrame>().Select(state => state.State);
}
