namespace VoiceAgent.Providers.Scripted.Words;

public sealed class SpellingCorrectionTests
{
    private readonly SpellingCorrection _spelling = new([
        "reserve",
        "room",
        "sydney",
        "weather",
        "seattle",
        "conference",
        "boil",
        "boom",
    ]);

    [Theory]
    [InlineData("resrve", "reserve")]
    [InlineData("sydeny", "sydney")]
    [InlineData("seatle", "seattle")]
    [InlineData("conferrenxe", "conference")]
    [InlineData("rom", "rom")]
    [InlineData("elephant", "elephant")]
    [InlineData("r00m", "r00m")]
    [InlineData("coom", "boom")]
    public void Small_mistakes_are_mended(string typed, string meant) => Assert.Equal([meant], _spelling.Mend([typed]));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abcd", "abdc", 1)]
    [InlineData("abcd", "abxd", 1)]
    [InlineData("abcd", "abcde", 1)]
    [InlineData("abcd", "dcba", 3)]
    public void Distance_counts_changes_and_swaps(string left, string right, int distance) =>
        Assert.Equal(distance, SpellingCorrection.Distance(left, right, 9));
}
