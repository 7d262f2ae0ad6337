namespace VoiceAgent.Providers.Scripted.Words;

public sealed class TokenizerTests
{
    [Theory]
    [InlineData("Book a room, please!", "book a room please")]
    [InlineData("What's the weather like?", "what is the weather like")]
    [InlineData("whats up", "what is up")]
    [InlineData("I’d like it", "i would like it")]
    [InlineData("2:30pm", "2:30 p.m.")]
    [InlineData("2 p.m.", "two p.m.")]
    [InlineData("two thirty p m", "two thirty p.m.")]
    [InlineData("9 AM", "nine a.m.")]
    [InlineData("I am here", "i am here")]
    [InlineData("42", "forty two")]
    [InlineData("12,500", "twelve thousand five hundred")]
    [InlineData("3.5", "3.5")]
    [InlineData("March 3rd", "march third")]
    [InlineData("the 21st", "the twenty first")]
    [InlineData("2026-03-14", "2026-03-14")]
    [InlineData("7 * 8", "seven times eight")]
    [InlineData("7x8", "seven times eight")]
    [InlineData("10/5", "ten divided by five")]
    [InlineData("-5 + 3", "minus five plus three")]
    [InlineData("3-1", "three minus one")]
    [InlineData("forty-two", "forty two")]
    [InlineData("thank you - bye", "thank you bye")]
    [InlineData("15%", "fifteen percent")]
    [InlineData("three o clock", "three o'clock")]
    [InlineData("um, uh, hello", "hello")]
    [InlineData("'quoted'", "quoted")]
    [InlineData("ok", "okay")]
    [InlineData("", "")]
    [InlineData("?!… \u0000", "")]
    public void Speech_and_typing_become_the_same_words(string text, string words) =>
        Assert.Equal(words, string.Join(' ', Tokenizer.Split(text)));

    [Fact]
    public void Long_texts_are_cut() =>
        Assert.Equal(Tokenizer.MaxWords, Tokenizer.Split(string.Concat(Enumerable.Repeat("word ", 5000))).Count);
}
