using Microsoft.Extensions.AI;
using VoiceAgent.Llm;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Sessions;
using VoiceAgent.Stt;
using VoiceAgent.Transports;
using VoiceAgent.Tts;
using VoiceAgent.Vad;

namespace VoiceAgent.Hosting.Agents;

/// <summary>Makes an agent of what the configuration says.</summary>
internal static class ConfiguredAgent
{
    /// <summary>The script that is built in.</summary>
    public const string DemoScript = "demo";

    public static AgentDefinition Create(IServiceProvider services, string name, AgentOptions options)
    {
        var script = LoadScript(services, options);
        var engines = services.GetRequiredService<EngineChoice>();
        var llm = new LlmOptions();
        foreach (var tool in script?.Tools ?? [])
        {
            llm.Tools.Add(tool);
        }

        return new AgentDefinition
        {
            Name = name,
            ChatClient = script?.CreateChatClient() ?? services.GetRequiredKeyedService<IChatClient>(options.Model),
            Instructions = options.Instructions,
            Greeting = options.Greeting ?? script?.Greeting,
            VoiceActivity = services.GetRequiredKeyedService<IVoiceActivityModelFactory>(
                options.VoiceActivity.ToLowerInvariant()
            ),
            SpeechToText = engines.Recognizer(options.SpeechToText),
            TextToSpeech = engines.Voice(options.TextToSpeech),
            Vad = options.Vad,
            Turns = options.Turns,
            Llm = llm,
            Stt = new SttOptions
            {
                Session = new SpeechToTextSessionOptions
                {
                    Grammar = script?.Grammar,
                    Language = options.Language ?? script?.Language,
                },
            },
            Tts = new TtsOptions
            {
                Session = new TextToSpeechSessionOptions
                {
                    Voice = options.Voice ?? script?.Voice,
                    Language = options.Language ?? script?.Language,
                },
            },
            Notices = [.. Missing(engines, options)],
            IdleTimeout = options.IdleTimeout,
        };
    }

    /// <summary>What is wanted and not installed, with the command that installs it.</summary>
    private static IEnumerable<SessionNotice> Missing(EngineChoice engines, AgentOptions options)
    {
        if (EngineChoice.Missing(engines.Recognizers, options.SpeechToText) is { InstallCommand: { } recognizer })
        {
            yield return WithCommand(SessionNotice.NoSpeechRecognition, recognizer);
        }

        if (EngineChoice.Missing(engines.Voices, options.TextToSpeech) is { InstallCommand: { } voice })
        {
            yield return WithCommand(SessionNotice.NoSpeechSynthesis, voice);
        }
    }

    private static SessionNotice WithCommand(SessionNotice notice, string command) =>
        notice with
        {
            Message = $"{notice.Message} To install it on the server: {command}",
        };

    private static ScriptedAgent? LoadScript(IServiceProvider services, AgentOptions options)
    {
        if (options.Script is null)
        {
            return null;
        }

        var tools = new ScriptedAgentTools(services.GetRequiredService<TimeProvider>());
        return options.Script == DemoScript
            ? ScriptedAgent.CreateDemo(tools)
            : ScriptedAgent.Load(options.Script, tools);
    }
}
