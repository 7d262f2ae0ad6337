using VoiceAgent.Errors;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Stt;

public sealed class SttApologyTests
{
    [Fact]
    public void A_recogniser_that_fails_is_apologised_for_and_the_conversation_goes_on()
    {
        using var talk = new ScriptedConversation
        {
            Agent = talk => talk.CreateAgent() with { Stt = new() { Apology = "Sorry, I did not hear that." } },
        };
        talk.AgentReplies("At nine.");

        talk.UserSays(new FakeSpeech("lost") { Fault = FakeFault.Throw });
        talk.WaitUntilHeard("did not hear that");
        talk.WaitUntilQuiet();
        talk.UserSays("when does it leave");
        talk.WaitUntilQuiet();

        Assert.Equal([ErrorCodes.ProviderFailed], talk.Errors.Select(error => error.Code));
        Assert.Equal(["user: when does it leave", "agent: At nine."], talk.Transcript.TakeLast(2));
    }
}
