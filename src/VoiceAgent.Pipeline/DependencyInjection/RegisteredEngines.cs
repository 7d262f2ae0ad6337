using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.Errors;
using VoiceAgent.Sessions;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Stt;
using VoiceAgent.Transports;
using VoiceAgent.Tts;
using VoiceAgent.Turns;
using VoiceAgent.Vad;

namespace VoiceAgent.DependencyInjection;

/// <summary>Makes agents of what an application has registered.</summary>
public static class RegisteredEngines
{
    /// <summary>
    /// An agent whose model hears and speaks by itself, with the registered voice activity detector for models that have to be told where speech
    /// begins and ends.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">Name clients ask for it by.</param>
    /// <param name="model">The model. Not disposed.</param>
    public static AgentDefinition CreateAgent(this IServiceProvider services, string name, ISpeechToSpeech model) =>
        new()
        {
            Name = name,
            SpeechToSpeech = model,
            VoiceActivity = services.GetService<IVoiceActivityModelFactory>(),
        };

    /// <summary>
    /// An agent with the registered voice activity detector, turn model, recogniser and voice. What is not registered, or not installed on this machine,
    /// it does without; its clients are told how to install it.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">Name clients ask for it by.</param>
    /// <param name="chatClient">The model. Not disposed.</param>
    public static AgentDefinition CreateAgent(this IServiceProvider services, string name, IChatClient chatClient)
    {
        ArgumentNullException.ThrowIfNull(services);
        var missing = services
            .GetServices<IEngineProbe>()
            .Select(probe => probe.Probe())
            .Where(engine => !engine.IsAvailable)
            .ToDictionary(engine => engine.Name, StringComparer.OrdinalIgnoreCase);
        var recognizer = services.GetService<ISpeechToText>();
        var voice = services.GetService<ITextToSpeech>();
        List<SessionNotice> notices = [];
        if (missing.TryGetValue(recognizer?.Capabilities.Name ?? "", out var noRecognizer))
        {
            recognizer = null;
            notices.Add(SessionNotice.NoSpeechRecognition.WithInstallCommand(noRecognizer.InstallCommand));
        }

        if (missing.TryGetValue(voice?.Capabilities.Name ?? "", out var noVoice))
        {
            voice = null;
            notices.Add(SessionNotice.NoSpeechSynthesis.WithInstallCommand(noVoice.InstallCommand));
        }

        return new AgentDefinition
        {
            Name = name,
            ChatClient = chatClient,
            VoiceActivity = services.GetService<IVoiceActivityModelFactory>(),
            SpeechToText = recognizer,
            TextToSpeech = voice,
            TurnModel = services.GetService<ITurnModel>(),
            Notices = notices,
        };
    }
}
