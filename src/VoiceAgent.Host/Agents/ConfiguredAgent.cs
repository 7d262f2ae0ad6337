using VoiceAgent.Caching;
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
        var chains = services.GetRequiredService<ProviderChains>();
        var stt = new SttOptions { Session = new() { Language = options.Language } };
        var tts = new TtsOptions
        {
            Session = new() { Voice = options.Voice, Language = options.Language },
        };
        var agent = new AgentDefinition
        {
            Name = name,
            ChatClient = script?.CreateChatClient() ?? chains.Model(name, options),
            Instructions = options.Instructions,
            Greeting = options.Greeting,
            VoiceActivity = services.GetRequiredKeyedService<IVoiceActivityModelFactory>(
                options.VoiceActivity.ToLowerInvariant()
            ),
            Vad = options.Vad,
            Turns = options.Turns,
            Stt = stt,
            Tts = tts,
            Llm = Thinking(options),
            Notices = [.. Missing(engines, options)],
            IsGreetingInterruptible = options.GreetingIsInterruptible,
            IdleTimeout = options.IdleTimeout,
            IdlePrompts = [.. options.IdlePrompts.Select(text => new IdlePrompt(options.IdlePromptAfter, text))],
            IdleGoodbye = options.IdleGoodbye,
        };
        agent = script?.ApplyTo(agent) ?? agent;

        // Only now: a script may know voice, language and grammar, which the pools are made for.
        agent = agent with
        {
            SpeechToText = chains.Recognizer(options, agent.Stt.Session),
            TextToSpeech = chains.Voice(options, agent.Tts.Session),
        };
        return WithKeptPhrases(services, agent, options);
    }

    private static LlmOptions Thinking(AgentOptions options)
    {
        var llm = new LlmOptions { Fillers = options.Fillers, Context = options.Context };
        llm.Apology = options.Apology ?? llm.Apology;
        return llm;
    }

    /// <summary>The agent's own phrases hold nothing of a caller, so their audio may be kept.</summary>
    private static AgentDefinition WithKeptPhrases(
        IServiceProvider services,
        AgentDefinition agent,
        AgentOptions options
    )
    {
        if (!options.KeepsPhrases || agent.TextToSpeech is null)
        {
            return agent;
        }

        var kept = new PhraseCacheOptions();
        string?[] phrases =
        [
            agent.Greeting,
            agent.Llm.Apology,
            agent.IdleGoodbye,
            .. agent.Llm.Fillers,
            .. agent.IdlePrompts.Select(prompt => prompt.Text),
        ];
        foreach (var phrase in phrases.OfType<string>())
        {
            // The voice gets a phrase sentence by sentence.
            var splitter = new SentenceSplitter(agent.Tts.Sentences);
            var cleaner = agent.Tts.CreateCleaner();
            foreach (var piece in splitter.Append(phrase).Concat(splitter.Flush()))
            {
                kept.Phrases.Add(cleaner.Clean(piece).Trim());
            }
        }

        return agent with
        {
            TextToSpeech = new CachingTextToSpeech(
                agent.TextToSpeech,
                kept,
                services.GetRequiredService<TimeProvider>()
            ),
        };
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
