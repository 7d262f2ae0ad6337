using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Providers.Scripted;

public sealed partial class GuideTests
{
    private const string Missing = """
        list city: Rome
        intent yes:
          hear: yes
          say: Yes.
        intent no:
          hear: no
          say: No.
        intent cancel:
          hear: cancel
          say: Cancelled.
        """;

    [Fact]
    public async Task The_agent_of_the_guide_works()
    {
        var guide = await File.ReadAllTextAsync(
            RepositoryRoot.File("docs/guides/write-a-scripted-agent.md"),
            TestContext.Current.CancellationToken
        );
        var file =
            string.Join('\n', Block().Matches(guide).Select(block => block.Groups["text"].Value)) + "\n" + Missing;
        var tools = new ScriptedAgentTools(new TestAgents.FrozenTime(TestAgents.Now)).Add(
            AIFunctionFactory.Create((string day, int guests) => $"{day} {guests}", "book_table")
        );

        var conversation = new Conversation(ScriptedAgent.Parse(file, "guide", tools));

        Assert.StartsWith(
            "We have coffee",
            await conversation.SayAsync("what's on the menu"),
            StringComparison.Ordinal
        );
        Assert.Equal("2 coffee, coming up.", await conversation.SayAsync("I'd like two coffees please"));
        Assert.Equal("In Rome it's sunny.", await conversation.SayAsync("What's the weather like?"));
        await conversation.SayAsync("how about tomorrow");
        Assert.Equal(["get_weather(city=Rome, date=2026-03-05)"], conversation.Calls);
        Assert.Equal("For how many?", await conversation.SayAsync("a table for tomorrow"));
        Assert.Contains("9 is too many", await conversation.SayAsync("nine"), StringComparison.Ordinal);
        Assert.Equal("A table for 4, tomorrow. Is that right?", await conversation.SayAsync("four"));
        Assert.Equal("A table for 4, Friday, March 6th. Is that right?", await conversation.SayAsync("no, Friday"));
        Assert.Equal("See you Friday, March 6th!", await conversation.SayAsync("yes"));
        Assert.Equal(["book_table(day=2026-03-06, guests=4)"], conversation.Calls);
    }

    [GeneratedRegex(
        "```text\n(?<text>.*?)```",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Block();
}
