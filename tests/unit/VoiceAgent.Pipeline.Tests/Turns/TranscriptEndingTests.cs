namespace VoiceAgent.Turns;

public sealed class TranscriptEndingTests
{
    [Theory]
    [InlineData("What time is it?")]
    [InlineData("what's the weather in berlin")]
    [InlineData("book a room")]
    [InlineData("mountain view")]
    [InlineData("today")]
    [InlineData("two thirty pm")]
    [InlineData("yes")]
    [InlineData("Okay.")]
    [InlineData("Meet me at 9:30")]
    [InlineData("What are you waiting for?")]
    [InlineData("he said \"never again.\"")]
    [InlineData("Quiero una habitación.")]
    [InlineData("¿Qué hora es?")]
    [InlineData("今日は天気がいいですね。")]
    [InlineData("yes please")]
    public void A_whole_sentence_is_finished(string text) =>
        Assert.Equal(TranscriptCompleteness.Finished, TranscriptEnding.Classify(text));

    [Theory]
    [InlineData("I would like to book a room for")]
    [InlineData("I would like to book a room for…")]
    [InlineData("I would like to book a room for...")]
    [InlineData("and then I went to the")]
    [InlineData("And then I went to the.")]
    [InlineData("well, um")]
    [InlineData("tea, coffee,")]
    [InlineData("I'd like")]
    [InlineData("It was, like, I'm")]
    [InlineData("my number is five five five")]
    [InlineData("my number is 555 12")]
    [InlineData("quiero una habitación para")]
    [InlineData("me gustaría")]
    [InlineData("sí, pero")]
    [InlineData("AND")]
    public void A_sentence_that_breaks_off_is_unfinished(string text) =>
        Assert.Equal(TranscriptCompleteness.Unfinished, TranscriptEnding.Classify(text));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("at nine")]
    [InlineData("twenty")]
    [InlineData("hello there")]
    [InlineData("yes I would")]
    [InlineData("That is what I came for.")]
    [InlineData("or?")]
    [InlineData("今日は天気がいいですね")]
    public void The_rest_stays_open(string text) =>
        Assert.Equal(TranscriptCompleteness.Open, TranscriptEnding.Classify(text));

    [Fact]
    public void Any_text_is_judged_without_failing()
    {
        var random = new Random(7);
        const string Alphabet = "ab 19.,?!…¿\"'’)(+-。、日\ud83d\ude00\n\tand to";
        for (var i = 0; i < 5_000; i++)
        {
            var text = string.Concat(
                Enumerable.Range(0, random.Next(12)).Select(_ => Alphabet[random.Next(Alphabet.Length)])
            );
            Assert.True(Enum.IsDefined(TranscriptEnding.Classify(text)));
        }
    }
}
