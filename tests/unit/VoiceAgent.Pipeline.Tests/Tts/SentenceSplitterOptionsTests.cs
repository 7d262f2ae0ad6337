namespace VoiceAgent.Tts;

public sealed class SentenceSplitterOptionsTests
{
    private static readonly SentenceSplitterOptionsValidator Validator = new();

    [Fact]
    public void The_defaults_are_valid() =>
        Assert.True(Validator.Validate(null, new SentenceSplitterOptions()).Succeeded);

    [Theory]
    [InlineData(-1, 250)]
    [InlineData(101, 250)]
    [InlineData(3, 39)]
    [InlineData(3, 4001)]
    public void Each_range_is_checked(int firstClauseWords, int maxCharacters) =>
        Assert.True(
            Validator
                .Validate(null, new() { FirstClauseWords = firstClauseWords, MaxCharacters = maxCharacters })
                .Failed
        );
}
