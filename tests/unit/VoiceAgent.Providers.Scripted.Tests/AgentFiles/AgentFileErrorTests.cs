using VoiceAgent.Errors;

namespace VoiceAgent.Providers.Scripted.AgentFiles;

public sealed class AgentFileErrorTests
{
    private const string Yes =
        "intent yes:\n  hear: yes\n  say: y\nintent no:\n  hear: no\n  say: n\nintent cancel:\n  hear: stop\n  say: s\n";

    /// <summary>Lines behind a good head, and what is said about them.</summary>
    public static TheoryData<string, string> Mistakes { get; } =
        new()
        {
            {
                "intnt x:\n  hear: a\n  say: b",
                "test.agent(9): 'intnt:' is not known in an agent file; did you mean 'intent'?"
            },
            { "hello there", "'hello there' is not a setting" },
            { "intent x:", "intent 'x' needs lines indented below it" },
            { "intent X:\n  hear: a\n  say: b", "write 'intent NAME:'" },
            { "intent hello:\n  hear: a\n  say: b", "test.agent(9): 'intent hello:' is there twice" },
            { "intent x:\n  hear: a [b\n  say: b", "test.agent(10): intent 'x': '[' is never closed with ']'" },
            { "intent x:\n  hear: a ) b\n  say: b", "at character 3 of the pattern ')' is not expected here" },
            { "intent x:\n  hear: a | \n  say: b", "a word, slot or bracket is missing" },
            { "intent x:\n  hear: [a]\n  say: b", "fits silence" },
            { "intent x:\n  hear: {city\n  say: b", "'{' is never closed with '}'" },
            {
                "intent x:\n  hear: go {citi}\n  say: b\nlist city: Rome",
                "there is no type or list 'citi'; did you mean 'city'?"
            },
            { "intent x:\n  hear: go {:city}\n  say: b", "a name and a type such as {from:city}" },
            {
                "intent x:\n  hear: <wnt> go\n  say: b\nphrase want: i want to",
                "there is no phrase 'wnt'; did you mean 'want'?"
            },
            { "intent x:\n  hear: um\n  say: b", "'um' is not a word people can say" },
            { "intent x:\n  hear: go ...\n  say: b", "only known in forms" },
            { "intent x:\n  hear: {number 5..2}\n  say: b", "'number 5..2' is no range" },
            { "intent x:\n  hear: a\n  say: {city}", "test.agent(11): nothing here is called 'city'" },
            { "intent x:\n  hear: a\n  say: {city", "'{' is never closed with '}'" },
            { "intent x:\n  hear: a\n  say: [b", "'[' is never closed with ']'" },
            { "intent x:\n  hear: a\n  say: b]", "has no partner" },
            { "intent x:\n  hear: {number}\n  say: {number|one}", "a name and two words" },
            { "intent x:\n  hear: a", "needs 'say:'" },
            { "intent x:\n  say: a", "needs 'hear:'" },
            {
                "intent x:\n  hear: a\n  say: b\n  call: get_tim()",
                "there is no tool 'get_tim'; did you mean 'get_time'?"
            },
            { "intent x:\n  hear: a\n  say: b\n  call: get_time(town: here)", "has no parameter 'town'" },
            { "intent x:\n  hear: a\n  say: b\n  call: get_weather(city: Rome)", "also needs date" },
            { "intent x:\n  hear: a\n  say: b\n  call: get_time", "a call looks like" },
            { "intent x:\n  hear: a\n  say: b\n  call: get_time(Rome)", "'Rome' should be 'parameter: value'" },
            { "intent x:\n  hear: a\n  say: {result}", "nothing here is called 'result'" },
            { "intent x:\n  hear: a {date}\n  say: b\n  default date: blue", "'blue' is no date" },
            {
                "intent x:\n  hear: a {date}\n  say: b\n  default dat: today",
                "names no slot of the patterns; did you mean 'date'?"
            },
            { "intent x:\n  hear: a\n  say: b\n  follows: y", "which is neither an intent nor a form" },
            { "intent x:\n  hear: a\n  like: y", "which is no intent that answers itself" },
            { "list date: x", "'date' is a built-in type" },
            { "list x:\n  = y", "an entry is a value" },
            { "list x:\n  a = {date}", "cannot hold slots" },
            { "phrase a: <b>\nphrase b: <a>", "contains itself" },
            { "voice: a\n  b", "has its text on the same line" },
            { "voice:", "needs text behind it" },
            { "list x:\n\ta", "indented with a tab" },
            { "list x:\n    a\n  b", "matches no line above" },
            { "list x:\n  a\n    b", "nothing can be indented below" },
            { "before: {date}", "cannot hold slots" },
            { "form f:\n  hear: a\n  say: b", "needs at least one 'slot NAME: type'" },
            { "form f:\n  hear: a\n  say: b\n  slot x: date\n    ask: c", "a form needs 'intent cancel:'" },
            { Yes + "form f:\n  hear: a\n  say: b\n  slot x: date\n    help: c", "slot 'x' needs 'ask:'" },
            { Yes + "form f:\n  hear: a\n  say: b\n  slot x:\n    ask: c", "write 'slot NAME: type'" },
            {
                Yes + "form f:\n  hear: a\n  say: b\n  slot x: date\n    ask: c\n    hear: on monday",
                "must hold {x} and no other slot"
            },
            {
                Yes + "form f:\n  hear: a\n  say: b\n  confirm: ok?\n  slot x: date\n    ask: c",
                "also needs 'change:'"
            },
            { Yes + "form f:\n  hear: a\n  slot x: date\n    ask: c", "needs 'say:'" },
            { Yes + "form yes:\n  hear: a\n  say: b\n  slot x: date\n    ask: c", "is already a form" },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_reported_with_its_line_and_the_fix(string lines, string message)
    {
        var failure = Assert.Throws<VoiceAgentException>(() => TestAgents.Parse(lines));

        Assert.Equal(ErrorCodes.InvalidAgent, failure.Code);
        Assert.StartsWith("test.agent(", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "'agent:' is missing")]
    [InlineData(
        "agent: A\ngreeting: {help}\nhelp: a\nagain: b\nfailed: c",
        "a greeting can mention {agent} and nothing else"
    )]
    [InlineData("agent: A\nhelp: a\nagain: b\nfailed: c", "'greeting:' is missing")]
    [InlineData("  agent: A", "the first line must not be indented")]
    public void A_file_without_its_head_is_refused(string text, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<VoiceAgentException>(() => ScriptedAgent.Parse(text)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var failure = Assert.Throws<VoiceAgentException>(() => ScriptedAgent.Load("nowhere/missing.agent"));

        Assert.Equal(ErrorCodes.InvalidAgent, failure.Code);
        Assert.Contains("nowhere/missing.agent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_long_is_refused()
    {
        using var stream = new MemoryStream(new byte[AgentFileText.MaxCharacters + 10]);

        Assert.Contains(
            "longer than",
            Assert.Throws<VoiceAgentException>(() => ScriptedAgent.Load(stream, "big.agent")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Deeply_nested_brackets_are_refused()
    {
        var pattern = new string('(', 5000) + "a" + new string(')', 5000);

        Assert.Throws<VoiceAgentException>(() => TestAgents.Parse($"intent x:\n  hear: {pattern}\n  say: b"));
    }

    [Fact]
    public void Long_chains_of_phrases_are_refused()
    {
        var chain = string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"phrase p{i}: <p{i + 1}>"));

        Assert.Throws<VoiceAgentException>(() => TestAgents.Parse($"{chain}\nphrase p5000: a"));
    }
}
