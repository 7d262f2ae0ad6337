namespace VoiceAgent.Providers.Scripted.Patterns;

public sealed class PatternMatcherTests
{
    private const string Form = """
        intent yes:
          hear: yes
          say: Yes.
        intent no:
          hear: no
          say: No.
        intent cancel:
          hear: cancel
          say: Cancelled.
        intent count:
          hear: {number}
          say: You said {number}.
        form trip:
          hear: trip [...]
          slot hour: time
            ask: When?
            hear: [at] {hour}
          slot people: number 1..9
            ask: How many?
            hear: [for] {people}
          say: {hour} for {people}.
        """;

    [Theory]
    [InlineData("five", "You said 5.")]
    [InlineData("trip|five", "How many?")]
    [InlineData("trip|at five|five", "5:00 PM for 5.")]
    [InlineData("trip at five for five", "5:00 PM for 5.")]
    [InlineData("trip for five at noon", "12:00 PM for 5.")]
    public async Task A_bare_number_belongs_to_what_was_asked_or_to_the_word_beside_it(string turns, string reply)
    {
        var conversation = new Conversation(TestAgents.Parse(Form));
        var last = "";
        foreach (var turn in turns.Split('|'))
        {
            last = await conversation.SayAsync(turn);
        }

        Assert.Equal(reply, last);
    }

    [Fact]
    public async Task The_pattern_that_names_more_words_wins()
    {
        var conversation = new Conversation(
            TestAgents.Parse(
                """
                list thing:
                  red fox
                  fox
                intent any:
                  hear: the {thing}
                  say: any
                intent fox:
                  hear: the red fox
                  say: fox
                """
            )
        );

        Assert.Equal("Fox", await conversation.SayAsync("the red fox"));
        Assert.Equal("Any", await conversation.SayAsync("the fox"));
    }

    [Fact]
    public async Task The_first_of_equals_wins()
    {
        var conversation = new Conversation(
            TestAgents.Parse("intent one:\n  hear: go\n  say: one\nintent two:\n  hear: go\n  say: two")
        );

        Assert.Equal("One", await conversation.SayAsync("go"));
    }

    [Fact]
    public void Nested_repetition_takes_no_exponential_time()
    {
        var word = new WordPattern("a");
        Pattern pattern = word;
        for (var i = 0; i < 12; i++)
        {
            pattern = new RepeatPattern(new ChoicePattern([pattern, new SequencePattern([pattern, pattern])]));
        }

        var matcher = new PatternMatcher([.. Enumerable.Repeat("a", 40)], expected: null, TestAgents.Now);

        Assert.Contains(matcher.Match(pattern, 0), derivation => derivation.End == 40);
    }
}
