using Microsoft.Extensions.AI;
using VoiceAgent.Caching;
using VoiceAgent.Llm;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Resilience;
using VoiceAgent.Sessions;
using VoiceAgent.SpeechToSpeech;
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
        var chains = services.GetRequiredService<ProviderChains>();
        var stt = new SttOptions { Session = new() { Language = options.Language } };
        var tts = new TtsOptions
        {
            Session = new() { Voice = options.Voice, Language = options.Language },
        };
        var agent = new AgentDefinition
        {
            Name = name,
            Instructions = options.Instructions,
            Greeting = options.Greeting,
            VoiceActivity = services.GetRequiredKeyedService<IVoiceActivityModelFactory>(
                options.VoiceActivity.ToLowerInvariant()
            ),
            Vad = options.Vad,
            Turns = options.Turns,
            Stt = stt,
            Tts = tts,
            Llm = Thinking(services, options),
            Notices = [.. Missing(engines, options)],
            IsGreetingInterruptible = options.GreetingIsInterruptible,
            IdleTimeout = options.IdleTimeout,
            IdlePrompts = [.. options.IdlePrompts.Select(text => new IdlePrompt(options.IdlePromptAfter, text))],
            IdleGoodbye = options.IdleGoodbye,
        };
        if (options.SpeechToSpeech is { } speaking)
        {
            var model = services.GetRequiredKeyedService<ISpeechToSpeech>(speaking.ToLowerInvariant());
            return WithKeptPhrases(services, Speaking(agent, model, options, chains), options);
        }

        agent = agent with { ChatClient = script?.CreateChatClient() ?? chains.Model(name, options) };
        agent = script?.ApplyTo(agent) ?? agent;

        // Only now: a script may know voice, language and grammar, which the pools are made for.
        agent = agent with
        {
            SpeechToText = chains.Recognizer(options, agent.Stt.Session),
            TextToSpeech = chains.Voice(options, agent.Tts.Session),
        };
        return WithKeptPhrases(services, WithPatience(agent), options);
    }

    /// <summary>An agent whose model hears and speaks by itself. A voice is an addition that has to be asked for.</summary>
    private static AgentDefinition Speaking(
        AgentDefinition agent,
        ISpeechToSpeech model,
        AgentOptions options,
        ProviderChains chains
    )
    {
        var voice = options.TextToSpeech is EngineChoice.Auto ? null : chains.Voice(options, agent.Tts.Session);
        return agent with
        {
            SpeechToSpeech = model,
            Speech = new SpeechToSpeechOptions
            {
                Language = options.Language,
                Voice = voice is null ? options.Voice : null,
            },
            TextToSpeech = voice,
            Notices = [],
        };
    }

    /// <summary>Gives chains the time to come to their end before the engine gives them up.</summary>
    private static AgentDefinition WithPatience(AgentDefinition agent)
    {
        if (agent.ChatClient is ResilientChatClient model)
        {
            var patience = Longer(agent.Llm.FirstTokenDeadline, model.Patience);
            agent = agent with { Llm = agent.Llm with { FirstTokenDeadline = patience, NextTokenDeadline = patience } };
        }

        if (agent.SpeechToText is ResilientSpeechToText ears)
        {
            var patience = Longer(agent.Stt.FinalDeadline, ears.Patience);
            agent = agent with { Stt = agent.Stt with { FinalDeadline = patience } };
        }

        if (agent.TextToSpeech is ResilientTextToSpeech voice)
        {
            var patience = Longer(agent.Tts.AudioDeadline, voice.Patience);
            agent = agent with { Tts = agent.Tts with { AudioDeadline = patience } };
        }

        return agent;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static LlmOptions Thinking(IServiceProvider services, AgentOptions options)
    {
        var llm = new LlmOptions
        {
            Tools = [.. services.GetRequiredService<McpToolbox>().ToolsOf(options.Mcp)],
            ChatOptions = new ChatOptions
            {
                Temperature = options.Temperature,
                MaxOutputTokens = options.MaxOutputTokens,
            },
            Fillers = options.Fillers,
            Context = options.Context,
        };
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
