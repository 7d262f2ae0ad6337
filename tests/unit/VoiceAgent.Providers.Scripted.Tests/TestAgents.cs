using Microsoft.Extensions.AI;

namespace VoiceAgent.Providers.Scripted;

/// <summary>Agents and clocks for tests.</summary>
internal static class TestAgents
{
    /// <summary>Wednesday, March 4, 2026, ten in the morning, in a zone without surprises.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);

    /// <summary>The smallest agent that is one.</summary>
    public const string Minimal = """
        agent: Mini
        greeting: Hello.
        help: Say hello.
        again: Again?
        failed: Sorry.
        intent hello:
          hear: hello [there]
          say: Hi.
        """;

    /// <summary>The demo agent on a clock that stands still.</summary>
    public static ScriptedAgent Demo { get; } = ScriptedAgent.CreateDemo(new ScriptedAgentTools(new FrozenTime(Now)));

    /// <summary>The minimal agent with more lines behind it.</summary>
    public static ScriptedAgent Parse(string more, params AIFunction[] tools)
    {
        var known = new ScriptedAgentTools(new FrozenTime(Now));
        foreach (var tool in tools)
        {
            known.Add(tool);
        }

        return ScriptedAgent.Parse($"{Minimal}\n{more}", "test.agent", known);
    }

    /// <summary>A clock that stands still.</summary>
    public sealed class FrozenTime(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
