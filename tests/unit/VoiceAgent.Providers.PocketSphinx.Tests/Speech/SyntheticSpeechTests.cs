using VoiceAgent.Providers.PocketSphinx.Decoding;

namespace VoiceAgent.Providers.PocketSphinx.Speech;

/// <summary>The offline voice and the offline ears understand each other.</summary>
public sealed class SyntheticSpeechTests(ITestOutputHelper output)
{
    private static readonly string[] Sentences =
    [
        "what's the weather in london tomorrow",
        "what time is it in tokyo",
        "book a meeting room in berlin on friday",
        "i would like to book a room at half past ten for two hours",
        "what is the capital of france",
        "how many planets are there",
        "thank you very much",
        "that's right",
    ];

    [Theory]
    [InlineData("rms")]
    [InlineData("slt")]
    [InlineData("kal16")]
    public async Task What_flite_says_is_what_is_heard(string voice)
    {
        var (plan, features) = PocketSphinxFixture.RequirePlan(PocketSphinxFixture.DemoGrammar);
        using var decoders = plan.Create();
        using var flite = FliteVoice.Require();
        foreach (var sentence in Sentences)
        {
            var audio = await FliteVoice.SpeakAsync(flite, sentence, voice);
            var heard = PocketSphinxFixture.Hear(new SegmentDecoder(decoders, features, new()), audio);
            output.WriteLine($"{voice, -6} {heard.Text}");
            Assert.Equal(sentence, heard.Text);
        }
    }

    [Fact]
    public async Task A_repetition_does_not_run_on_into_another_alternative()
    {
        // The library's own compiler would accept "one stop" for this grammar.
        const string grammar = """
            #JSGF V1.0;
            grammar g;
            public <top> = (one | two)+ | stop;
            """;
        var (plan, features) = PocketSphinxFixture.RequirePlan(grammar, isGuarded: false);
        using var decoders = plan.Create();
        using var flite = FliteVoice.Require();
        foreach (var (said, heardBefore) in new[] { ("one two one", true), ("stop", true), ("one stop", false) })
        {
            var audio = await FliteVoice.SpeakAsync(flite, said, "rms");
            var heard = PocketSphinxFixture.Hear(new SegmentDecoder(decoders, features, new()), audio).Text;
            Assert.Equal(heardBefore, heard == said);
            Assert.True(heard == "stop" || !heard.Contains("stop", StringComparison.Ordinal), heard);
        }
    }

    [Fact]
    public async Task Word_times_follow_the_audio()
    {
        var (plan, features) = PocketSphinxFixture.RequirePlan(PocketSphinxFixture.DemoGrammar);
        using var decoders = plan.Create();
        using var flite = FliteVoice.Require();
        var audio = await FliteVoice.SpeakAsync(flite, "book a room in new york", "rms");
        byte[] late = [.. new byte[32_000], .. audio];

        var early = PocketSphinxFixture.Hear(new SegmentDecoder(decoders, features, new()), audio);
        var shifted = PocketSphinxFixture.Hear(new SegmentDecoder(decoders, features, new()), late);

        Assert.Equal(["book", "a", "room", "in", "new", "york"], early.Words.Select(word => word.Word));
        Assert.All(early.Words, word => Assert.True(word.Start < word.End));
        Assert.All(early.Words.Zip(early.Words.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        Assert.InRange((shifted.Words[0].Start - early.Words[0].Start).TotalSeconds, 0.9, 1.1);
    }
}
