using Microsoft.Extensions.AI;
using VoiceAgent.Llm;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Testing.Conversations;

/// <summary>The code in <c>docs/concepts/tools.md</c>.</summary>
public sealed class ToolGuideTests
{
    [Fact]
    public void A_tool_with_a_policy_is_called_as_the_page_says()
    {
        var time = new VirtualTime();
        async Task<string> OrderAsync(string dish)
        {
            await Task.Delay(TimeSpan.FromSeconds(20), time);
            return $"{dish} is on its way";
        }

        #region policy
        var order = AIFunctionFactory
            .Create(OrderAsync, "order", "Orders a dish from the kitchen.")
            .WithPolicy(new ToolPolicy { Background = true, Duplicates = DuplicateCalls.Join });
        #endregion

        using var talk = new ScriptedConversation(time) { Agent = talk => talk.CreateAgent(null, order) };
        talk.AgentReplies(FakeReply.Calls("order", ("dish", "soup")));
        talk.AgentReplies("I have ordered it.");
        talk.AgentReplies("Your soup comes.");
        talk.UserSays("soup please");
        talk.WaitUntilHeard("ordered it");
        talk.WaitUntilHeard("Your soup comes");
        Assert.Contains("note: The call call-order of the tool order has ended: soup is on its way", talk.Transcript);
    }
}
