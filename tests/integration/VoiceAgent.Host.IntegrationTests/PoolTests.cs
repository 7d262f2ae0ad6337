using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.Hosting.Agents;
using VoiceAgent.Resilience;
using VoiceAgent.Sessions;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Hosting;

/// <summary>Pools and chains of the configuration, with providers of the test.</summary>
public sealed class PoolTests
{
    [Fact]
    public async Task Models_follow_each_other_as_the_configuration_says()
    {
        var time = new VirtualTime();
        await using var services = Services(
            time,
            ("VoiceAgent:Agents:clerk:Model", "first"),
            ("VoiceAgent:Agents:clerk:Resilience:Models:0", "second"),
            ("VoiceAgent:Agents:clerk:Fillers:0", "One moment."),
            ("VoiceAgent:Agents:clerk:SpeechToText", "none"),
            ("VoiceAgent:Agents:clerk:TextToSpeech", "none")
        );
        var agent = services.GetRequiredService<IAgentCatalog>().Find("clerk")!;

        var answer = time.Run(() => agent.ChatClient.GetResponseAsync([new ChatMessage(ChatRole.User, "Hello?")]));

        Assert.Equal("The second one answers.", answer.Text);
        Assert.Equal(["One moment."], agent.Llm.Fillers);
        Assert.IsType<ResilientChatClient>(agent.ChatClient);
        Assert.Equal(["first", "second"], services.GetRequiredService<ProviderCircuits>().All.Select(c => c.Provider));
    }

    private static ServiceProvider Services(VirtualTime time, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value))
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddLogging();
        services.AddEngines();
        services.AddConfiguredAgents(configuration);
        services.AddKeyedSingleton<IChatClient>(
            "first",
            (_, _) => new FakeChatClient(time) { Otherwise = _ => new FakeReply("") { Fault = FakeFault.Throw } }
        );
        services.AddKeyedSingleton<IChatClient>(
            "second",
            (_, _) => new FakeChatClient(time) { Otherwise = _ => new FakeReply("The second one answers.") }
        );
        return services.BuildServiceProvider();
    }
}
