using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using VoiceAgent.Pooling;
using VoiceAgent.Resilience;
using VoiceAgent.Stt;
using VoiceAgent.Tts;

namespace VoiceAgent.Hosting.Agents;

/// <summary>Puts an agent's providers together as the configuration says: pools around each, and chains of them.</summary>
internal sealed class ProviderChains(
    EngineChoice engines,
    ServicePools pools,
    ProviderCircuits circuits,
    IOptions<VoiceAgentHostOptions> options,
    IServiceProvider services,
    TimeProvider time
)
{
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> _warmUps = new();

    /// <summary>What there is to warm up, of the agents made so far.</summary>
    public IReadOnlyCollection<Func<CancellationToken, Task>> WarmUps => _warmUps;

    /// <summary>Models of agents that have a chain of them, by agent.</summary>
    public ConcurrentDictionary<string, ResilientChatClient> Models { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The agent's recogniser; null when there is none.</summary>
    public ISpeechToText? Recognizer(AgentOptions agent, SpeechToTextSessionOptions session)
    {
        ISpeechToText[] all =
        [
            .. Names(agent.SpeechToText, agent.Resilience.SpeechToText)
                .Select(engines.Recognizer)
                .OfType<ISpeechToText>()
                .Distinct()
                .Select(one => Pooled(one, session)),
        ];
        return all.Length > 1 || (all.Length == 1 && (agent.Resilience.Reconnects ?? all[0].Capabilities.IsRemote))
            ? new ResilientSpeechToText(
                [.. all.Select(one => Candidate(one, one.Capabilities.Name))],
                agent.Resilience.Listening,
                time
            )
            : all.FirstOrDefault();
    }

    /// <summary>The agent's voice; null when there is none.</summary>
    public ITextToSpeech? Voice(AgentOptions agent, TextToSpeechSessionOptions session)
    {
        ITextToSpeech[] all =
        [
            .. Names(agent.TextToSpeech, agent.Resilience.TextToSpeech)
                .Select(engines.Voice)
                .OfType<ITextToSpeech>()
                .Distinct()
                .Select(one => Pooled(one, session)),
        ];
        return all.Length > 1 || (all.Length == 1 && (agent.Resilience.Reconnects ?? all[0].Capabilities.IsRemote))
            ? new ResilientTextToSpeech(
                [.. all.Select(one => Candidate(one, one.Capabilities.Name))],
                agent.Resilience.Speaking,
                time
            )
            : all.FirstOrDefault();
    }

    /// <summary>The agent's model.</summary>
    public IChatClient Model(string name, AgentOptions agent)
    {
        var names = Names(agent.Model!, agent.Resilience.Models).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (names.Length == 1 && !agent.Resilience.Thinking.Hedging.IsEnabled && agent.Resilience.Reconnects != true)
        {
            return services.GetRequiredKeyedService<IChatClient>(agent.Model);
        }

        // Seeded from what cannot be guessed: pauses of several hosts must not be in step.
        var random = new Random(System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue));
        var chain = new ResilientChatClient(
            [.. names.Select(one => Candidate(services.GetRequiredKeyedService<IChatClient>(one), one))],
            agent.Resilience.Thinking,
            time,
            random
        );
        Models[name] = chain;
        return chain;
    }

    private static IEnumerable<string> Names(string first, IReadOnlyList<string> others) => [first, .. others];

    private ProviderCandidate<T> Candidate<T>(T provider, string name)
        where T : class => new(provider, circuits.Get(name));

    private ISpeechToText Pooled(ISpeechToText recognizer, SpeechToTextSessionOptions session)
    {
        if (!options.Value.Pools.TryGetValue(recognizer.Capabilities.Name, out var limits))
        {
            return recognizer;
        }

        var pooled = new PooledSpeechToText(recognizer, pools, limits);
        var opened = session with { Format = new(recognizer.Capabilities.SampleRate) };
        _warmUps.Enqueue(token => pooled.PrewarmAsync(opened, null, token));
        return pooled;
    }

    private ITextToSpeech Pooled(ITextToSpeech voice, TextToSpeechSessionOptions session)
    {
        if (!options.Value.Pools.TryGetValue(voice.Capabilities.Name, out var limits))
        {
            return voice;
        }

        var pooled = new PooledTextToSpeech(voice, pools, limits);
        _warmUps.Enqueue(token => pooled.PrewarmAsync(session, null, token));
        return pooled;
    }
}
