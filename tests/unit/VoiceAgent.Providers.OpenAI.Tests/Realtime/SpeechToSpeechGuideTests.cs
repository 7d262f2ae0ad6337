using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Providers.Silero;
using VoiceAgent.Sessions;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>What docs/guides/speech-to-speech.md shows.</summary>
public sealed class SpeechToSpeechGuideTests
{
    [Fact]
    public async Task An_agent_is_added_as_the_guide_says()
    {
        var services = new ServiceCollection();
        var book = AIFunctionFactory.Create((int room) => $"room {room} is booked", "book");

        #region agent
        var agents = services.AddVoiceAgent();
        agents.AddSileroVad().AddOpenAI(options => options.Realtime.Voice = "cedar");
        agents.AddSpeechToSpeechAgent(
            "robin",
            agent =>
                agent with
                {
                    Instructions = "You book rooms. Answer in one or two short sentences.",
                    Greeting = "Hello! What can I do for you?",
                    Llm = new() { Tools = [book] },
                }
        );
        #endregion

        await using var provider = services.BuildServiceProvider();
        var agent = provider.GetRequiredService<IAgentCatalog>().Find("robin")!;
        Assert.IsType<OpenAISpeechToSpeech>(agent.SpeechToSpeech);
        Assert.Equal("book", Assert.Single(agent.Llm.Tools).Name);
    }
}
