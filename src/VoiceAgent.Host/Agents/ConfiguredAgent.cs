using Microsoft.Extensions.AI;
using VoiceAgent.Llm;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Sessions;
using VoiceAgent.Stt;
using VoiceAgent.Tools.Mcp;
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
        var agent = new AgentDefinition
        {
            Name = name,
            ChatClient = script?.CreateChatClient() ?? services.GetRequiredKeyedService<IChatClient>(options.Model),
            Instructions = options.Instructions,
            Greeting = options.Greeting,
            VoiceActivity = services.GetRequiredKeyedService<IVoiceActivityModelFactory>(
                options.VoiceActivity.ToLowerInvariant()
            ),
            SpeechToText = engines.Recognizer(options.SpeechToText),
            TextToSpeech = engines.Voice(options.TextToSpeech),
            Vad = options.Vad,
            Turns = options.Turns,
            Llm = new LlmOptions
            {
                Tools = [.. services.GetRequiredService<McpToolbox>().ToolsOf(options.Mcp)],
                ChatOptions = new ChatOptions
                {
                    Temperature = options.Temperature,
                    MaxOutputTokens = options.MaxOutputTokens,
                },
            },
            Stt = new SttOptions { Session = new() { Language = options.Language } },
            Tts = new TtsOptions
            {
                Session = new() { Voice = options.Voice, Language = options.Language },
            },
            Notices = [.. Missing(engines, options)],
            IsGreetingInterruptible = options.GreetingIsInterruptible,
            IdleTimeout = options.IdleTimeout,
            IdlePrompts = [.. options.IdlePrompts.Select(text => new IdlePrompt(options.IdlePromptAfter, text))],
            IdleGoodbye = options.IdleGoodbye,
        };
        return script?.ApplyTo(agent) ?? agent;
    }

    /// <summary>What is wanted and not installed, with the command that installs it.</summary>
    private static IEnumerable<SessionNotice> Missing(EngineChoice engines, AgentOptions options)
    {
        if (EngineChoice.Missing(engines.Recognizers, options.SpeechToText) is { } recognizer)
        {
            yield return SessionNotice.NoSpeechRecognition.WithInstallCommand(recognizer.InstallCommand);
        }

        if (EngineChoice.Missing(engines.Voices, options.TextToSpeech) is { } voice)
        {
            yield return SessionNotice.NoSpeechSynthesis.WithInstallCommand(voice.InstallCommand);
        }
    }

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
