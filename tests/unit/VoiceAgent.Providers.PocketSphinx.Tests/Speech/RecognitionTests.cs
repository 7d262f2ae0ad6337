using VoiceAgent.Providers.PocketSphinx.Decoding;

namespace VoiceAgent.Providers.PocketSphinx.Speech;

/// <summary>
/// What is heard of recordings of people, each in a session of its own: the first words of a session are the hardest, since
/// microphone and voice are not known yet.
/// </summary>
public sealed class RecognitionTests(ITestOutputHelper output)
{
    private static readonly (string Clip, string Text)[] InGrammar =
    [
        ("dialog_book_a_room", "book a room"),
        ("dialog_mountain_view", "mountain view"),
        ("dialog_today", "today"),
        ("dialog_230pm", "two thirty p m"),
        ("q_weather", "what's the weather like"),
    ];

    private static readonly string[] OutsideGrammar =
    [
        "jfk",
        "arctic_a0024",
        "libri_2412_153948_0000",
        "libri_84_121550_0000",
        "lj001_0001",
        "lj001_0002",
        "lj001_0003",
        "lj001_0004",
        "lj001_0005",
        "lj001_0006",
        "librivox_0870",
        "librivox_0880",
        "librivox_0890",
    ];

    [Fact]
    public void People_are_understood_as_recorded() => AssertAllUnderstood("as recorded", clip => clip);

    [Fact]
    public void People_are_understood_over_a_telephone_line() => AssertAllUnderstood("telephone", Clips.OverTelephone);

    [Fact]
    public void People_are_understood_in_noise_at_20_decibels() =>
        AssertAllUnderstood("pink noise, 20 dB", clip => Clips.InNoise(clip, 20, seed: 7));

    [Fact]
    public void White_noise_at_20_decibels_makes_people_repeat_themselves_at_most_once()
    {
        var texts = InGrammar.ToDictionary(pair => pair.Clip, pair => pair.Text);
        var refused = 0;
        Hear(
            "white noise, 20 dB",
            InGrammar.Select(pair => (pair.Clip, Clips.InWhiteNoise(Clips.Load(pair.Clip), 20, seed: 7))),
            (clip, heard) =>
            {
                refused += heard.Rejected ? 1 : 0;
                Assert.Equal(heard.Rejected ? "" : texts[clip], heard.Text);
            }
        );

        Assert.InRange(refused, 0, 1);
    }

    [Fact]
    public void People_are_understood_quiet_and_loud()
    {
        AssertAllUnderstood("20 dB quieter", clip => Clips.At(clip, -20));
        AssertAllUnderstood("6 dB louder", clip => Clips.At(clip, 6));
    }

    [Fact]
    public void Other_things_than_the_grammar_are_refused()
    {
        var passed = new List<string>();
        Hear(
            "foreign",
            OutsideGrammar.Select(clip => (clip, Clips.Load(clip))),
            (clip, heard) =>
            {
                Assert.True(heard.Rejected == (heard.Text.Length == 0), clip);
                if (!heard.Rejected)
                {
                    passed.Add(clip);
                }
            }
        );

        Assert.Empty(passed);
    }

    [Fact]
    public void Digits_and_cards_are_heard_by_a_grammar_of_their_own()
    {
        const string grammar = """
            #JSGF V1.0;
            grammar small;
            public <top> = <digit>+ | <card>;
            <digit> = zero | oh | one | two | three | four | five | six | seven | eight | nine;
            <card> = [four] (<digit> | ten | jack | queen | king | ace) of (clubs | hearts | spades | diamonds);
            """;
        (string Clip, string Text)[] expected =
        [
            ("digit_zero", "zero"),
            ("digit_two", "two"),
            ("digit_three", "three"),
            ("digit_four", "four"),
            ("numbers", "one zero zero zero one nine oh two one oh zero one eight zero three"),
            ("cards_001", "ten of clubs"),
            ("cards_002", "four queen of clubs"),
            ("cards_003", "seven of clubs"),
        ];
        var (plan, features) = PocketSphinxFixture.RequirePlan(grammar);
        using var decoders = plan.Create();

        foreach (var (clip, text) in expected)
        {
            var heard = PocketSphinxFixture.Hear(new SegmentDecoder(decoders, features, new()), Clips.Load(clip));
            output.WriteLine($"{clip, -16} {heard.Text}");
            Assert.Equal(text, heard.Text);
        }
    }

    private void AssertAllUnderstood(string condition, Func<byte[], byte[]> change)
    {
        var texts = InGrammar.ToDictionary(pair => pair.Clip, pair => pair.Text);
        Hear(
            condition,
            InGrammar.Select(pair => (pair.Clip, change(Clips.Load(pair.Clip)))),
            (clip, heard) => Assert.Equal(texts[clip], heard.Text)
        );
    }

    private void Hear(
        string condition,
        IEnumerable<(string Clip, byte[] Audio)> clips,
        Action<string, Stt.SpeechToTextEvent> check
    )
    {
        var (plan, features) = PocketSphinxFixture.RequirePlan(PocketSphinxFixture.DemoGrammar);
        using var decoders = plan.Create();
        foreach (var (clip, audio) in clips)
        {
            var decoder = new SegmentDecoder(decoders, features, new());
            var heard = PocketSphinxFixture.Hear(decoder, audio);
            output.WriteLine($"{condition, -18} {clip, -24} {(heard.Rejected ? "(refused)" : heard.Text)}");
            check(clip, heard);
        }
    }
}
