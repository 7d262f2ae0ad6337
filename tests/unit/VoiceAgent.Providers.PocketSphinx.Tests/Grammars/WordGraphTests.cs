namespace VoiceAgent.Providers.PocketSphinx.Grammars;

public sealed class WordGraphTests
{
    [Theory]
    [InlineData("public <a> = one | two three;", "one/two three")]
    [InlineData("public <a> = [one] two;", "two/one two")]
    [InlineData("public <a> = one; public <b> = two;", "one/two")]
    [InlineData("public <a> = <b> two; <b> = one | <NULL>;", "two/one two")]
    [InlineData("public <a> = one+;", "one/one one/one one one")]
    [InlineData("public <a> = one* two;", "two/one two/one one two")]
    [InlineData("public <a> = one+ | stop;", "one/stop/one one/one one one")]
    [InlineData(
        "public <a> = (one | two)+ three;",
        "one three/two three/one one three/one two three/two one three/two two three"
    )]
    [InlineData("public <a> = <b> | <b> two; <b> = one;", "one/one two")]
    public void A_graph_holds_the_sentences_of_its_grammar_and_no_others(string rules, string sentences) =>
        Assert.Equal(
            sentences.Split('/').Order(StringComparer.Ordinal),
            Sentences(Build(rules), 3).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_word_leads_from_a_state_to_one_other()
    {
        var graph = Build("public <a> = go to rome | go to [old] rome | go home;");

        Assert.Equal(graph.Steps.Count, graph.Steps.DistinctBy(step => (step.From, step.Word)).Count());
    }

    [Fact]
    public void States_from_which_the_same_can_be_said_are_one()
    {
        var graph = Build("public <a> = (on | for) <day> | at <day>; <day> = monday | friday;");

        Assert.Equal(3, graph.StateCount);
        Assert.Equal(5, graph.Steps.Count);
        Assert.Equal([2], graph.Ends);
    }

    [Fact]
    public void It_is_written_as_the_library_reads_it() =>
        Assert.Equal(
            """
            FSG_BEGIN g
            NUM_STATES 3
            START_STATE 0
            FINAL_STATE 2
            TRANSITION 0 1 1.0 one
            TRANSITION 1 1 1.0 one
            TRANSITION 1 2 1.0
            FSG_END

            """,
            Build("public <a> = one+;").ToFsg(),
            ignoreLineEndingDifferences: true
        );

    private static WordGraph Build(string rules) => JsgfGrammar.Parse("#JSGF V1.0;\ngrammar test;\n" + rules).Graph;

    private static IEnumerable<string> Sentences(WordGraph graph, int words, int state = 0, string said = "")
    {
        if (graph.Ends.Contains(state))
        {
            yield return said;
        }

        foreach (var (_, to, word) in graph.Steps.Where(step => words > 0 && step.From == state))
        {
            foreach (var sentence in Sentences(graph, words - 1, to, said.Length == 0 ? word : $"{said} {word}"))
            {
                yield return sentence;
            }
        }
    }
}
