using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Stt;
using VoiceAgent.Tts;
using VoiceAgent.Turns;

namespace VoiceAgent.Hosting.Agents;

/// <summary>Checks the host's configuration at start; every failure names the key, what is wrong and the fix.</summary>
internal sealed class VoiceAgentHostOptionsValidator(IServiceProviderIsKeyedService registered)
    : IValidateOptions<VoiceAgentHostOptions>
{
    private static readonly string[] Vendors = ["openai", "elevenlabs", "deepgram"];
    private static readonly string[] VoiceActivity = ["silero", "energy"];

    public ValidateOptionsResult Validate(string? name, VoiceAgentHostOptions options)
    {
        var failures = new List<string>();
        if (options.MaxSessions is < 1 or > 100_000)
        {
            failures.Add($"VoiceAgent:MaxSessions is {options.MaxSessions}; choose 1 to 100000.");
        }

        if (options.Agents.Count == 0)
        {
            failures.Add("VoiceAgent:Agents is empty; add an agent, such as VoiceAgent:Agents:demo:Script = demo.");
        }

        if (options.DefaultAgent is { } chosen && !options.Agents.ContainsKey(chosen))
        {
            failures.Add(
                $"VoiceAgent:DefaultAgent is '{chosen}', which is no agent; choose one of {string.Join(", ", options.Agents.Keys)}."
            );
        }

        foreach (var (provider, limits) in options.Pools)
        {
            if (limits.Maximum is < 1 or > 100_000 || limits.Minimum < 0 || limits.Minimum > limits.Maximum)
            {
                failures.Add($"VoiceAgent:Pools:{provider}: choose a Maximum from 1 to 100000 and a Minimum up to it.");
            }
        }

        foreach (var (agent, settings) in options.Agents)
        {
            failures.AddRange(Check($"VoiceAgent:Agents:{agent}", settings));
            failures.AddRange(
                settings
                    .Mcp.Where(server => !options.Mcp.ContainsKey(server))
                    .Select(server => $"VoiceAgent:Agents:{agent}:Mcp names '{server}'; add VoiceAgent:Mcp:{server}.")
            );
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Check(string key, AgentOptions agent)
    {
        foreach (var failure in CheckBrain(key, agent))
        {
            yield return failure;
        }

        (string Key, string Value, string[] Known)[] engines =
        [
            ("SpeechToText", agent.SpeechToText, Known<ISpeechToText>("pocketsphinx")),
            ("TextToSpeech", agent.TextToSpeech, Known<ITextToSpeech>("flite")),
            ("VoiceActivity", agent.VoiceActivity, VoiceActivity),
        ];
        foreach (var engine in engines.Where(e => !e.Known.Contains(e.Value, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"{key}:{engine.Key} is '{engine.Value}'; choose one of {string.Join(", ", engine.Known)}."
                + KeyHint(engine.Value);
        }

        if (agent.Temperature is < 0 or > 2)
        {
            yield return $"{key}:Temperature is {agent.Temperature}; choose 0 to 2.";
        }

        if (agent.MaxOutputTokens is < 1 or > 100_000)
        {
            yield return $"{key}:MaxOutputTokens is {agent.MaxOutputTokens}; choose 1 to 100000.";
        }

        foreach (var failure in CheckChains($"{key}:Resilience", agent))
        {
            yield return failure;
        }

        if (agent.IdleTimeout < TimeSpan.FromSeconds(10) || agent.IdleTimeout > TimeSpan.FromHours(24))
        {
            yield return $"{key}:IdleTimeout is {agent.IdleTimeout}; choose 00:00:10 to 1.00:00:00.";
        }

        if (agent.IdlePromptAfter < TimeSpan.FromSeconds(1) || agent.IdlePromptAfter > TimeSpan.FromHours(1))
        {
            yield return $"{key}:IdlePromptAfter is {agent.IdlePromptAfter}; choose 00:00:01 to 01:00:00.";
        }

        if (agent.IdlePrompts.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{key}:IdlePrompts holds a blank text; remove it.";
        }

        var turns = new UserTurnOptionsValidator().Validate(null, agent.Turns);
        foreach (var failure in turns.Failures ?? [])
        {
            yield return $"{key}:Turns: {failure}";
        }
    }

    private IEnumerable<string> CheckChains(string key, AgentOptions agent)
    {
        var chains = agent.Resilience;
        (string Key, IReadOnlyList<string> Names, Func<string, bool> IsKnown)[] all =
        [
            ("SpeechToText", chains.SpeechToText, IsIn(Known<ISpeechToText>("pocketsphinx"))),
            ("TextToSpeech", chains.TextToSpeech, IsIn(Known<ITextToSpeech>("flite"))),
            ("Models", chains.Models, name => registered.IsKeyedService(typeof(IChatClient), name)),
        ];
        foreach (var chain in all)
        {
            foreach (var name in chain.Names.Where(name => !chain.IsKnown(name)))
            {
                yield return $"{key}:{chain.Key} names '{name}', which is not registered; remove it or register it.";
            }
        }

        if (chains.Models.Count > 0 && agent.Model is null)
        {
            yield return $"{key}:Models follow a Model, and there is none; set Model to the first of them.";
        }

        var hedging = chains.Thinking.Hedging;
        if (hedging.MaximumShare is <= 0 or > 1 || hedging.Percentile is < 0.5 or > 0.999)
        {
            yield return $"{key}:Thinking:Hedging: choose a MaximumShare above 0 up to 1 and a Percentile from 0.5 to 0.999.";
        }
    }

    private static Func<string, bool> IsIn(string[] names) =>
        name => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that can be chosen here: vendors only where they are configured.</summary>
    private string[] Known<T>(string offline) =>
        [
            EngineChoice.Auto,
            EngineChoice.None,
            offline,
            .. Vendors.Where(vendor => registered.IsKeyedService(typeof(T), vendor)),
        ];

    private static string KeyHint(string name) =>
        Array.Exists([.. Vendors, "anthropic"], vendor => vendor.Equals(name, StringComparison.OrdinalIgnoreCase))
            ? $" For {name} set {name.ToUpperInvariant()}_API_KEY."
            : "";

    private IEnumerable<string> CheckBrain(string key, AgentOptions agent)
    {
        if (new[] { agent.Script, agent.Model, agent.SpeechToSpeech }.Count(brain => brain is not null) != 1)
        {
            yield return $"{key} needs one of Script, Model and SpeechToSpeech; set Script to 'demo' or to the path of an agent file.";
        }
        else if (
            agent.SpeechToSpeech is { } speaking
            && !registered.IsKeyedService(typeof(ISpeechToSpeech), speaking.ToLowerInvariant())
        )
        {
            yield return $"{key}:SpeechToSpeech is '{speaking}', and no such model is registered; set Script or Model instead."
                + KeyHint(speaking);
        }
        else if (agent.Model is { } model && !registered.IsKeyedService(typeof(IChatClient), model))
        {
            yield return $"{key}:Model is '{model}', and no chat client of that name is registered; set Script instead."
                + KeyHint(model);
        }
        else if (agent.Script is { } script && script != ConfiguredAgent.DemoScript && Problem(script) is { } problem)
        {
            yield return $"{key}:Script: {problem}";
        }
    }

    private static string? Problem(string script)
    {
        try
        {
            ScriptedAgent.Load(script);
            return null;
        }
        catch (VoiceAgentException exception)
        {
            return exception.Message;
        }
    }
}
