using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceAgent.Hosting.Agents;
using VoiceAgent.Sessions;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Hosting;

/// <summary>Keys bring vendors; without them the host stays offline.</summary>
public sealed class VendorAgentTests
{
    private static readonly (string, string)[] Keys = [("OPENAI_API_KEY", "k1"), ("ELEVENLABS_API_KEY", "k2")];

    [Fact]
    public async Task With_both_keys_the_default_agent_uses_the_vendors()
    {
        await using var services = Create(Keys);
        var agent = services.GetRequiredService<IAgentCatalog>().Find(null)!;

        Assert.Equal(VendorServices.Assistant, agent.Name);
        Assert.Equal("openai", agent.ChatClient.GetService<ChatClientMetadata>()!.ProviderName);
        Assert.Equal("openai", agent.SpeechToText!.Capabilities.Name);
        Assert.Equal("elevenlabs", agent.TextToSpeech!.Capabilities.Name);
    }

    [Fact]
    public async Task Without_keys_it_stays_offline()
    {
        await using var services = Create();

        Assert.Equal("demo", services.GetRequiredService<IAgentCatalog>().Find(null)!.Name);
        Assert.Null(services.GetKeyedService<IChatClient>("openai"));
    }

    [Fact]
    public async Task An_agent_that_was_chosen_stays_the_default()
    {
        await using var services = Create([
            .. Keys,
            ("VoiceAgent:Agents:robin:Script", "demo"),
            ("VoiceAgent:DefaultAgent", "robin"),
        ]);

        Assert.Equal("robin", services.GetRequiredService<IAgentCatalog>().Find(null)!.Name);
    }

    [Fact]
    public async Task A_vendor_without_a_key_is_told_by_its_variable()
    {
        await using var services = Create(("VoiceAgent:Agents:demo:TextToSpeech", "elevenlabs"));
        var failure = Assert.Throws<OptionsValidationException>(() =>
            services.GetRequiredService<IOptions<VoiceAgentHostOptions>>().Value
        );

        Assert.Contains("set ELEVENLABS_API_KEY", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_may_have_a_model_that_hears_and_speaks_by_itself()
    {
        await using var services = Create([
            .. Keys,
            ("VoiceAgent:Agents:robin:SpeechToSpeech", "openai"),
            ("VoiceAgent:Agents:robin:Voice", "cedar"),
            ("VoiceAgent:Agents:robin:Language", "es"),
            ("VoiceAgent:OpenAI:Realtime:Turns", "Semantic"),
            ("VoiceAgent:DefaultAgent", "robin"),
        ]);
        var agent = services.GetRequiredService<IAgentCatalog>().Find(null)!;

        Assert.Equal("openai", agent.SpeechToSpeech!.Capabilities.Name);
        Assert.True(agent.SpeechToSpeech.Capabilities.DetectsSpeech);
        Assert.Equal(("cedar", "es"), (agent.Speech.Voice, agent.Speech.Language));
        Assert.Null(agent.SpeechToText);
        Assert.Null(agent.TextToSpeech);
        Assert.Empty(agent.Notices);
    }

    [Fact]
    public async Task A_model_that_speaks_by_itself_and_is_not_configured_is_told_by_its_variable()
    {
        await using var services = Create(
            ("VoiceAgent:Agents:demo:SpeechToSpeech", "openai"),
            ("VoiceAgent:Agents:demo:Script", null!)
        );
        var failure = Assert.Throws<OptionsValidationException>(() =>
            services.GetRequiredService<IOptions<VoiceAgentHostOptions>>().Value
        );

        Assert.Contains("set OPENAI_API_KEY", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_chat_interface_is_chosen_in_the_configuration()
    {
        await using var services = Create([.. Keys, ("VoiceAgent:OpenAI:Api", "Responses")]);

        Assert.IsType<Providers.OpenAI.Chat.OpenAIResponsesClient>(services.GetKeyedService<IChatClient>("openai"));
    }

    [Fact]
    public async Task The_Spanish_agent_is_what_its_file_says()
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(RepositoryRoot.File("samples/agents/asistente.json"))
            .AddInMemoryCollection(Keys.ToDictionary(key => key.Item1, key => (string?)key.Item2))
            .Build();
        await using var services = Build(configuration);
        var agent = services.GetRequiredService<IAgentCatalog>().Find(null)!;

        Assert.Equal("asistente", agent.Name);
        Assert.Equal((0.7f, 500), (agent.Llm.ChatOptions!.Temperature, agent.Llm.ChatOptions.MaxOutputTokens));
        Assert.Equal("es", agent.Stt.Session.Language);
        var voice = services.GetRequiredService<IOptions<Providers.ElevenLabs.ElevenLabsOptions>>().Value;
        Assert.Equal(
            ("eleven_multilingual_v2", 0.5, 0.75, 3),
            (voice.Model, voice.Stability, voice.Similarity, voice.StreamingLatency)
        );
    }

    private static ServiceProvider Create(params (string Key, string Value)[] settings)
    {
        var builder = new ConfigurationManager();
        builder.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["VoiceAgent:Agents:demo:Script"] = "demo",
                ["VoiceAgent:DefaultAgent"] = "demo",
            }
        );
        builder.AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value));
        builder.AddVendorAgent(builder);
        return Build(builder);
    }

    private static ServiceProvider Build(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders());
        services.AddEngines();
        services.AddVendors(configuration);
        services.AddConfiguredAgents(configuration);
        return services.BuildServiceProvider();
    }
}
