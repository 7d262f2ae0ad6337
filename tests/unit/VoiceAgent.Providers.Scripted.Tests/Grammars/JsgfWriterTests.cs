using System.Runtime.CompilerServices;
using VoiceAgent.Providers.Scripted.Dialogues;
using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Grammars;

public sealed class JsgfWriterTests
{
    private const string Dictionary = "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict";

    private const string Small = """
        before: hey
        after: please
        list city:
          New York = new york [city]
          Rome
        phrase want: i want to | i'd like to
        correct: no ...
        intent yes:
          hear: yes
          say: Yes.
        intent no:
          hear: no
          say: No.
        intent cancel:
          hear: cancel
          say: Cancelled.
        intent weather:
          hear:
            what's the weather [in {city}]
            how is it [in {city}]
          say: Fine.
        form trip:
          hear:
            [<want>] go [...]
            [<want>] travel [...]
          slot city: city
            ask: Where?
            hear: [to] {city}
          slot hour: time
            ask: When?
            hear: [at] {hour}
          slot people: number 1..20
            ask: How many?
            hear: [for] {people} [people]
          say: Done.
        """;

    [Fact]
    public async Task A_grammar_is_written_as_the_golden_file_says()
    {
        var grammar = TestAgents.Parse(Small).Grammar;
        var path = Golden();
        if (Environment.GetEnvironmentVariable("VOICEAGENT_ACCEPT") is "1")
        {
            await File.WriteAllTextAsync(path, grammar, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), grammar);
    }

    [Fact]
    public void A_form_of_bare_numbers_has_a_grammar_too()
    {
        var reader = new JsgfReader(
            TestAgents
                .Parse(
                    """
                    intent cancel:
                      hear: cancel
                      say: Cancelled.
                    form guess:
                      hear: guess
                      slot guess: number 1..3
                        ask: Which?
                      say: Right.
                    """
                )
                .Grammar,
            new Random(1)
        );

        Assert.Empty(reader.Undefined);
        Assert.Superset(
            new HashSet<string> { "one", "two", "three" },
            Enumerable.Range(0, 300).Select(_ => reader.Sample()).ToHashSet()
        );
    }

    [Fact]
    public void The_demo_grammar_is_complete_and_plain()
    {
        var reader = new JsgfReader(TestAgents.Demo.Grammar, new Random(1));

        Assert.Empty(reader.Undefined);
        Assert.All(reader.Words, word => Assert.Matches("^[a-z]+('[a-z]+)?$", word));
        Assert.InRange(reader.Words.Count(), 300, 500);
        Assert.Equal(TestAgents.Demo.Grammar, ScriptedAgent.CreateDemo(new ScriptedAgentTools()).Grammar);
    }

    [Fact]
    public void Whatever_the_grammar_lets_through_is_understood()
    {
        var reader = new JsgfReader(TestAgents.Demo.Grammar, new Random(2));
        var lost = new List<string>();
        for (var i = 0; i < 1500; i++)
        {
            var sentence = reader.Sample();
            var words = Tokenizer.Split(sentence);
            var contexts = new[] { "weather", "capital" }.Select(last => new MeaningContext(
                "book-a-room",
                null,
                last,
                TestAgents.Now
            ));
            if (
                words.Count > 0
                && contexts.All(context => Understanding.Read(TestAgents.Demo.Definition, words, context) is null)
            )
            {
                lost.Add(sentence);
            }
        }

        // Days such as february thirtieth can be said.
        Assert.All(lost, sentence => Assert.Matches("thirtieth|thirty first", sentence));
    }

    [Fact]
    public void Every_word_of_the_demo_can_be_pronounced()
    {
        Assert.SkipUnless(
            File.Exists(Dictionary),
            $"{Dictionary} is not installed: apt-get install pocketsphinx-en-us"
        );
        var known = File.ReadLines(Dictionary).Select(line => line.Split(' ', 2)[0]).ToHashSet(StringComparer.Ordinal);

        Assert.All(new JsgfReader(TestAgents.Demo.Grammar, new Random(3)).Words, word => Assert.Contains(word, known));
    }

    private static string Golden([CallerFilePath] string source = "")
    {
        var beside = Path.Combine(Path.GetDirectoryName(source)!, "small.gram");
        return Directory.Exists(Path.GetDirectoryName(source))
            ? beside
            : Path.Combine(AppContext.BaseDirectory, "Grammars", "small.gram");
    }
}
