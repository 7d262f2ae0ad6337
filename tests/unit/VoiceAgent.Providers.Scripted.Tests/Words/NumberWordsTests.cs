namespace VoiceAgent.Providers.Scripted.Words;

public sealed class NumberWordsTests
{
    [Fact]
    public void Whole_numbers_survive_words_and_back()
    {
        for (var value = 0; value <= NumberWords.MaxInWords; value += value < 2000 ? 1 : 997)
        {
            Assert.Equal(value, NumberWords.ParseWhole(NumberWords.ToWords(value).ToArray()));
        }
    }

    [Fact]
    public void Ordinals_survive_words_and_back() =>
        Assert.All(
            Enumerable.Range(1, 99),
            value => Assert.Equal(value, NumberWords.ParseOrdinal(NumberWords.ToOrdinal(value)))
        );

    [Theory]
    [InlineData("a hundred", 100)]
    [InlineData("one hundred and five", 105)]
    [InlineData("a thousand", 1000)]
    [InlineData("two thousand and one", 2001)]
    [InlineData("minus five", -5)]
    [InlineData("negative two", -2)]
    [InlineData("three point one four", 3.14)]
    [InlineData("point five", 0.5)]
    [InlineData("3.5", 3.5)]
    public void Spoken_numbers_are_read(string words, double value) =>
        Assert.Equal(value, NumberWords.Parse(words.Split(' ')));

    [Theory]
    [InlineData("twenty twenty")]
    [InlineData("five twenty")]
    [InlineData("twenty ten")]
    [InlineData("hundred")]
    [InlineData("zero hundred")]
    [InlineData("thousand thousand")]
    [InlineData("point")]
    [InlineData("one point")]
    [InlineData("minus")]
    [InlineData("and")]
    [InlineData("one and")]
    [InlineData("one one")]
    [InlineData("12:30")]
    [InlineData("room")]
    public void Other_words_are_no_numbers(string words) => Assert.Null(NumberWords.Parse(words.Split(' ')));
}
