namespace VoiceAgent.Text;

public sealed class SpokenWordTests
{
    [Theory]
    [InlineData("Hello there.", "Hello|there.")]
    [InlineData("  Hello,   - world! ", "Hello,   -|world!")]
    [InlineData("- one", "one")]
    [InlineData("天気は、いいOK 3時。", "天|気|は、|い|い|OK|3|時。")]
    [InlineData("𠮷野", "𠮷|野")]
    [InlineData("?!", "")]
    [InlineData("", "")]
    public void Text_is_cut_into_words_with_their_punctuation(string text, string expected)
    {
        var words = SpokenWord.Split(text).Select(word => text[word.Start..word.End]);
        Assert.Equal(expected, string.Join('|', words));
    }

    [Fact]
    public void Longer_words_numbers_and_abbreviations_take_longer()
    {
        double Weight(string word) => Assert.Single(SpokenWord.Split(word)).Weight;
        Assert.True(Weight("international") > Weight("room"));
        Assert.True(Weight("2025") > Weight("room"));
        Assert.True(Weight("BBC") > Weight("bbc"));
        Assert.True(Weight("3.14") > Weight("314"));
        Assert.True(Weight("15%") > Weight("15"));
        Assert.True(Weight("a") > 0);
    }

    [Fact]
    public void Sentences_pause_longer_than_clauses()
    {
        var pauses = SpokenWord.Split("yes, \"no.\" maybe").ConvertAll(word => word.Pause);
        Assert.True(pauses[1] > pauses[0]);
        Assert.True(pauses[0] > pauses[2]);
        Assert.Equal(0, pauses[2]);
    }
}
