using VoiceAgent.Sessions;

namespace VoiceAgent.Testing.Conversations;

public sealed class RepeatabilityTests
{
    [Fact]
    public void The_same_script_gives_the_same_timeline_a_thousand_times()
    {
        var first = Play();
        for (var run = 1; run < 1000; run++)
        {
            Assert.Equal(first, Play());
        }
    }

    private static string Play()
    {
        using var talk = new ScriptedConversation { Agent = CreateQuickAgent };
        talk.AgentReplies("There are three rooms upstairs.");
        talk.AgentReplies("Bye.");
        talk.UserSays("rooms", TimeSpan.FromSeconds(0.3));
        talk.WaitUntilHeard("three");
        talk.UserSays("stop", TimeSpan.FromSeconds(0.3));
        talk.WaitUntilHeard("bye");
        return talk.Timeline.Hash;
    }

    private static AgentDefinition CreateQuickAgent(ScriptedConversation talk)
    {
        var agent = talk.CreateAgent();
        agent.Turns.SpeechTimeout = TimeSpan.Zero;
        return agent;
    }
}
