using VoiceAgent.Errors;

namespace VoiceAgent.Providers.PocketSphinx.Grammars;

public sealed class JsgfGrammarTests
{
    [Fact]
    public void Words_are_collected_in_lower_case_from_the_rules_that_are_used()
    {
        var grammar = Parse("public <a> = Hello [<b>] \"New York\"; <b> = world+; <unused> = nothing;");

        Assert.Equal(["hello", "new", "world", "york"], grammar.Words);
    }

    [Fact]
    public void Comments_tags_and_weights_are_read_and_left_out()
    {
        var grammar = Parse("// one\npublic <a> = /* two */ /10/ yes {tag \\} x} | /5/ no { } ;");

        Assert.Equal(["no", "yes"], grammar.Words);
    }

    [Theory]
    [InlineData("", "no rule is public")]
    [InlineData("<a> = one;", "no rule is public")]
    [InlineData("public <a> = ;", "is expected here")]
    [InlineData("public <a> = one", "';' is missing")]
    [InlineData("public <a> = (one;", "')' is missing")]
    [InlineData("public <a> = [one | two;", "']' is missing")]
    [InlineData("public <a> = one ) ;", "';' is missing")]
    [InlineData("public <a> = <b>;", "<b> is not defined")]
    [InlineData("public <a> = [<a>] one;", "uses itself")]
    [InlineData("public <a> = one (<a> | two)+;", "uses itself")]
    [InlineData("public <a> = <b>; <b> = one [<a>];", "uses itself")]
    [InlineData("public <a> = one; <a> = two;", "defined twice")]
    [InlineData("public <a> = <VOID>;", "<VOID> is not supported")]
    [InlineData("public <a> = /0/ one;", "not a weight")]
    [InlineData("public <a> = /-1/ one;", "not a weight")]
    [InlineData("public <a> = one /2/ two;", "only where an alternative begins")]
    [InlineData("public <a> = <NULL>;", "holds no word")]
    [InlineData("public <a> = \"one", "never closed")]
    [InlineData("public <a> = one /* ;", "never closed")]
    [InlineData("public <a> = one } ;", "closes nothing")]
    [InlineData("import <b.c>; public <a> = one;", "imports are not supported")]
    public void What_is_wrong_is_said(string rules, string expected)
    {
        var failure = Assert.Throws<VoiceAgentException>(() => Parse(rules));

        Assert.Equal(ErrorCodes.InvalidGrammar, failure.Code);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("public <a> = one;")]
    [InlineData("#JSGF V1.0 public <a> = one;")]
    [InlineData("#JSGF V1.0; public <a> = one;")]
    public void A_text_without_the_header_is_refused(string text) =>
        Assert.Equal(ErrorCodes.InvalidGrammar, Assert.Throws<VoiceAgentException>(() => JsgfGrammar.Parse(text)).Code);

    [Fact]
    public void A_failure_names_the_line()
    {
        var failure = Assert.Throws<VoiceAgentException>(() => Parse("\n\npublic <a> = one\n  | <missing>;"));

        Assert.Contains("line 6", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grammar_that_explodes_is_refused()
    {
        var rules = string.Concat(Enumerable.Range(0, 40).Select(i => $"<r{i}> = <r{i + 1}> <r{i + 1}>;"));

        var failure = Assert.Throws<VoiceAgentException>(() => Parse($"public <a> = <r0>; {rules} <r40> = one;"));

        Assert.Contains("more than 50000 words", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_has_limits()
    {
        var brackets = new string('(', 5000) + "one" + new string(')', 5000);
        var chain = string.Concat(Enumerable.Range(0, 5000).Select(i => $"<r{i}> = <r{i + 1}>;"));

        Assert.Throws<VoiceAgentException>(() => Parse($"public <a> = {brackets};"));
        Assert.Throws<VoiceAgentException>(() => Parse($"public <a> = <r0>; {chain} <r5000> = one;"));
        Assert.Throws<VoiceAgentException>(() => JsgfGrammar.Parse(new string('x', JsgfGrammar.MaximumLength + 1)));
    }

    [Fact]
    public void Mutated_grammars_are_parsed_or_refused_and_nothing_else()
    {
        var random = new Random(4711);
        var original = PocketSphinxFixture.DemoGrammar;
        const string junk = "<>()[]{}|*+;=/\"\\ab \n\0é#";
        for (var round = 0; round < 3000; round++)
        {
            var text = original.ToCharArray();
            for (var i = random.Next(1, 12); i > 0; i--)
            {
                text[random.Next(text.Length)] = junk[random.Next(junk.Length)];
            }

            try
            {
                var grammar = JsgfGrammar.Parse(new string(text));
                Assert.NotEmpty(grammar.Words);
            }
            catch (VoiceAgentException failure)
            {
                Assert.Equal(ErrorCodes.InvalidGrammar, failure.Code);
            }
        }
    }

    private static JsgfGrammar Parse(string rules) => JsgfGrammar.Parse("#JSGF V1.0;\ngrammar test;\n" + rules);
}
