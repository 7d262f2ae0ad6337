using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VoiceAgent.Hosting.Agents;
using VoiceAgent.Turns;

namespace VoiceAgent.Hosting;

/// <summary>Wrong configuration is told by key, with the fix.</summary>
public sealed class ConfigurationTests
{
    public static TheoryData<string, string, string> Mistakes =>
        new()
        {
            { "VoiceAgent:MaxSessions", "0", "VoiceAgent:MaxSessions is 0; choose 1 to 100000." },
            {
                "VoiceAgent:DefaultAgent",
                "ghost",
                "VoiceAgent:DefaultAgent is 'ghost', which is no agent; choose one of demo."
            },
            {
                "VoiceAgent:Agents:demo:SpeechToText",
                "whisper",
                "VoiceAgent:Agents:demo:SpeechToText is 'whisper'; choose one of auto, none, pocketsphinx."
            },
            {
                "VoiceAgent:Agents:demo:VoiceActivity",
                "ears",
                "VoiceAgent:Agents:demo:VoiceActivity is 'ears'; choose one of silero, energy."
            },
            {
                "VoiceAgent:Agents:demo:IdleTimeout",
                "00:00:01",
                "VoiceAgent:Agents:demo:IdleTimeout is 00:00:01; choose 00:00:10 to 1.00:00:00."
            },
            {
                "VoiceAgent:Agents:demo:IdlePromptAfter",
                "00:00:00",
                "VoiceAgent:Agents:demo:IdlePromptAfter is 00:00:00; choose 00:00:01 to 01:00:00."
            },
            {
                "VoiceAgent:Agents:demo:IdlePrompts:0",
                " ",
                "VoiceAgent:Agents:demo:IdlePrompts holds a blank text; remove it."
            },
            {
                "VoiceAgent:Agents:demo:Turns:Starts",
                "None",
                "VoiceAgent:Agents:demo:Turns: Property Starts: choose at least one of Voice, Words, Provider."
            },
            {
                "VoiceAgent:Agents:demo:Resilience:TextToSpeech:0",
                "ghost",
                "VoiceAgent:Agents:demo:Resilience:TextToSpeech names 'ghost', which is not registered; remove it or register it."
            },
            {
                "VoiceAgent:Pools:flite:Maximum",
                "0",
                "VoiceAgent:Pools:flite: choose a Maximum from 1 to 100000 and a Minimum up to it."
            },
        };

    [Fact]
    public void Turns_are_configured_by_name()
    {
        const string Turns = "VoiceAgent:Agents:demo:Turns";
        var turns = Load(
            ($"{Turns}:Onset", "Duck"),
            ($"{Turns}:Mute", "UntilFirstBotTurnEnds, WhileToolRuns"),
            ($"{Turns}:WakePhrases:0", "hey robin"),
            ($"{Turns}:InterruptingPhrases:0", "enough")
        )
            .Agents["demo"]
            .Turns;

        Assert.Equal(InterruptionOnset.Duck, turns.Onset);
        Assert.Equal(MuteTimes.UntilFirstBotTurnEnds | MuteTimes.WhileToolRuns, turns.Mute);
        Assert.Equal(["hey robin"], turns.WakePhrases);
        Assert.Equal(["enough"], turns.InterruptingPhrases);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_names_its_key_and_the_fix(string key, string value, string expected)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Load((key, value)));
        Assert.Contains(expected, failure.Failures);
    }

    [Fact]
    public void An_agent_without_a_brain_is_told_what_it_needs()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Load(("VoiceAgent:Agents:mute:Greeting", "hi")));
        Assert.Contains(
            failure.Failures,
            f =>
                f.StartsWith(
                    "VoiceAgent:Agents:mute needs one of Script, Model and SpeechToSpeech",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void A_missing_script_is_named()
    {
        var failure = Assert.Throws<OptionsValidationException>(() =>
            Load(("VoiceAgent:Agents:demo:Script", "/nowhere/x.agent"))
        );
        Assert.Contains(failure.Failures, f => f.Contains("/nowhere/x.agent", StringComparison.Ordinal));
    }

    private static VoiceAgentHostOptions Load(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["VoiceAgent:Agents:demo:Script"] = "demo" })
            .AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value))
            .Build();
        var services = new ServiceCollection();
        services.AddConfiguredAgents(configuration);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<VoiceAgentHostOptions>>().Value;
    }
}
