namespace VoiceAgent.Providers.Flite;

public sealed class FliteTextTests
{
    [Theory]
    [InlineData("Hello, world!", "Hello, world!")]
    [InlineData("a\tb\n\nc", "a b c")]
    [InlineData("Zoë’s “naïve” café", "Zoe's \"naive\" cafe")]
    [InlineData("5€ – 20°", "5 euro 20 degrees")]
    [InlineData("wait… now", "wait... now")]
    [InlineData("ÀÉÎ straße Łódź", "AEI strasse Lodz")]
    [InlineData("yes 👍 no", "yes no")]
    public void Text_becomes_plain_ascii(string text, string spoken) =>
        Assert.Equal(spoken, Assert.Single(FliteText.Prepare(text)).Spoken);

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData("… — \0 東京 👍")]
    public void Nothing_to_say_makes_no_piece(string text) => Assert.Empty(FliteText.Prepare(text));

    [Fact]
    public void Words_keep_their_written_form_and_know_where_they_end()
    {
        var piece = Assert.Single(FliteText.Prepare("3½ cups 👍 (café)"));

        Assert.Equal("3 and a half cups (cafe)", piece.Spoken);
        Assert.Equal([new("3½", 12), new("cups", 17), new("(café)", 24)], piece.Words);
    }

    [Fact]
    public void A_long_text_is_cut_at_sentence_ends_and_nothing_is_lost()
    {
        var text = string.Join(' ', Enumerable.Repeat("Some words make a sentence.", 40));

        var pieces = FliteText.Prepare(text).ToList();

        Assert.True(pieces.Count > 4);
        Assert.All(pieces, piece => Assert.EndsWith(".", piece.Spoken, StringComparison.Ordinal));
        Assert.Equal(text, string.Join(' ', pieces.Select(piece => piece.Spoken)));
    }

    [Fact]
    public void A_text_without_sentences_or_spaces_is_cut_too()
    {
        var pieces = FliteText
            .Prepare(new string('x', 100_000) + " " + string.Join(' ', Enumerable.Repeat("word", 500)))
            .ToList();

        Assert.All(pieces, piece => Assert.InRange(piece.Spoken.Length, 1, 400));
        Assert.All(pieces.SelectMany(piece => piece.Spoken.Split(' ')), word => Assert.InRange(word.Length, 1, 40));
    }
}
