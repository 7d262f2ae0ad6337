using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using VoiceAgent.Errors;
using VoiceAgent.Sessions;
using VoiceAgent.Stt;
using VoiceAgent.Tts;
using VoiceAgent.Vad;

namespace VoiceAgent.DependencyInjection;

public sealed class RegisteredEnginesTests
{
    private readonly IChatClient _model = Substitute.For<IChatClient>();
    private readonly ISpeechToText _ears = Substitute.For<ISpeechToText>();
    private readonly ITextToSpeech _mouth = Substitute.For<ITextToSpeech>();
    private readonly IEngineProbe _probe = Substitute.For<IEngineProbe>();

    public RegisteredEnginesTests()
    {
        _ears.Capabilities.Returns(new SpeechToTextCapabilities { Name = "ears" });
        _mouth.Capabilities.Returns(new TextToSpeechCapabilities { Name = "mouth", Format = new(16000) });
    }

    [Fact]
    public void An_agent_gets_the_registered_engines()
    {
        _probe.Probe().Returns(EngineAvailability.Available("ears"));
        var detector = Substitute.For<IVoiceActivityModelFactory>();
        var agent = Find(services => services.AddSingleton(detector).AddSingleton(_ears).AddSingleton(_mouth));
        Assert.Same(_model, agent.ChatClient);
        Assert.Same(detector, agent.VoiceActivity);
        Assert.Same(_ears, agent.SpeechToText);
        Assert.Same(_mouth, agent.TextToSpeech);
        Assert.Empty(agent.Notices);
        Assert.Equal("Hello.", agent.Greeting);
    }

    [Fact]
    public void An_engine_that_is_not_installed_is_left_out_and_its_command_told()
    {
        _probe.Probe().Returns(EngineAvailability.Missing("Ears", "There are none.", "apt-get install ears"));
        var agent = Find(services => services.AddSingleton(_ears).AddSingleton(_mouth));
        Assert.Null(agent.SpeechToText);
        Assert.Same(_mouth, agent.TextToSpeech);
        var notice = Assert.Single(agent.Notices);
        Assert.Equal("no_speech_recognition", notice.Code);
        Assert.EndsWith("apt-get install ears", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_does_without_what_is_not_registered()
    {
        _probe.Probe().Returns(EngineAvailability.Available("ears"));
        var agent = Find(_ => { });
        Assert.Null(agent.VoiceActivity);
        Assert.Null(agent.SpeechToText);
        Assert.Null(agent.TextToSpeech);
        Assert.Empty(agent.Notices);
    }

    private AgentDefinition Find(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        services.AddSingleton(_probe);
        register(services);
        services.AddVoiceAgent().AddAgent("robin", _model, agent => agent with { Greeting = "Hello." });
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IAgentCatalog>().Find("robin")!;
    }
}
