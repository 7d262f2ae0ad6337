namespace VoiceAgent.Text;

public sealed class SpokenTextTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData(" - ", 0)]
    [InlineData("one", 1)]
    [InlineData(" one, two ", 2)]
    [InlineData("it's 3.14 o'clock", 3)]
    [InlineData("天気", 1)]
    [InlineData("天気は", 2)]
    [InlineData("OK 天気 today", 3)]
    public void Words_are_counted_with_and_without_spaces(string text, int expected) =>
        Assert.Equal(expected, SpokenText.CountWords(text));

    [Theory]
    [InlineData("", "b", "b")]
    [InlineData("a", "", "a")]
    [InlineData("a", "b", "a b")]
    [InlineData("a ", "b", "a b")]
    [InlineData("a", "\nb", "a\nb")]
    [InlineData("天", "気", "天気")]
    [InlineData("天", "b", "天 b")]
    public void Pieces_are_joined_as_they_are_written(string first, string second, string expected) =>
        Assert.Equal(expected, SpokenText.Join(first, second));

    [Theory]
    [InlineData("Book a room.", "book it", true)]
    [InlineData("\"Book\"", "¡book", true)]
    [InlineData("Books", "Book", false)]
    [InlineData("", "", false)]
    [InlineData("天気", "天", true)]
    public void Beginnings_are_compared_by_words(string first, string second, bool expected) =>
        Assert.Equal(expected, SpokenText.BeginAlike(first, second));
}
