using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Turns;

namespace VoiceAgent.Hosting.Agents;

/// <summary>Checks the host's configuration at start; every failure names the key, what is wrong and the fix.</summary>
internal sealed class VoiceAgentHostOptionsValidator(IServiceProviderIsKeyedService registered)
    : IValidateOptions<VoiceAgentHostOptions>
{
    private static readonly string[] Recognizers = [EngineChoice.Auto, EngineChoice.None, "pocketsphinx"];
    private static readonly string[] Voices = [EngineChoice.Auto, EngineChoice.None, "flite"];
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
            ("SpeechToText", agent.SpeechToText, Recognizers),
            ("TextToSpeech", agent.TextToSpeech, Voices),
            ("VoiceActivity", agent.VoiceActivity, VoiceActivity),
        ];
        foreach (var engine in engines.Where(e => !e.Known.Contains(e.Value, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"{key}:{engine.Key} is '{engine.Value}'; choose one of {string.Join(", ", engine.Known)}.";
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
            ("SpeechToText", chains.SpeechToText, name => Recognizers.Contains(name, StringComparer.OrdinalIgnoreCase)),
            ("TextToSpeech", chains.TextToSpeech, name => Voices.Contains(name, StringComparer.OrdinalIgnoreCase)),
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

    private IEnumerable<string> CheckBrain(string key, AgentOptions agent)
    {
        if (agent.Script is null == agent.Model is null)
        {
            yield return $"{key} needs either Script or Model; set Script to 'demo' or to the path of an agent file.";
        }
        else if (agent.Model is { } model && !registered.IsKeyedService(typeof(IChatClient), model))
        {
            yield return $"{key}:Model is '{model}', and no chat client of that name is registered; set Script instead.";
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
