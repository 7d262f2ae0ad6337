using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Providers.PocketSphinx.Decoding;
using VoiceAgent.Providers.PocketSphinx.Speech;
using VoiceAgent.Stt;

namespace VoiceAgent.Providers.PocketSphinx;

public sealed class PocketSphinxSessionTests
{
    private static readonly SpeechToTextSessionOptions Demo = new() { Grammar = PocketSphinxFixture.DemoGrammar };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_segment_gives_growing_interims_and_one_final()
    {
        using var recognizer = PocketSphinxFixture.Require();
        await using var session = await recognizer.OpenAsync(Demo, Cancellation);
        var interims = new List<string>();

        var heard = await PocketSphinxFixture.HearAsync(session, Clips.Load("q_weather"), interims);

        Assert.Equal("what's the weather like", heard.Text);
        Assert.Contains("what's the weather", interims);
        Assert.Equal(interims.Distinct(), interims);
        Assert.Equal(4, heard.Words.Count);
    }

    [Fact]
    public async Task A_whole_dialogue_is_heard_in_one_session()
    {
        using var recognizer = PocketSphinxFixture.Require();
        await using var session = await recognizer.OpenAsync(Demo, Cancellation);
        foreach (
            var (clip, text) in new[]
            {
                ("dialog_book_a_room", "book a room"),
                ("dialog_mountain_view", "mountain view"),
                ("dialog_today", "today"),
                ("dialog_230pm", "two thirty p m"),
            }
        )
        {
            Assert.Equal(text, (await PocketSphinxFixture.HearAsync(session, Clips.Load(clip))).Text);
        }
    }

    [Fact]
    public async Task Every_finalise_gives_exactly_one_final_even_without_audio()
    {
        using var recognizer = PocketSphinxFixture.Require();
        await using var session = await recognizer.OpenAsync(Demo, Cancellation);

        for (var i = 0; i < 3; i++)
        {
            var heard = await PocketSphinxFixture.HearAsync(session, new byte[i * 100]);
            Assert.Equal(("", false), (heard.Text, heard.Rejected));
        }
    }

    [Fact]
    public async Task A_pooled_decoder_hears_the_same_for_every_new_session()
    {
        using var recognizer = PocketSphinxFixture.Require(options => options.MaximumSessions = 1);
        var clip = Clips.Load("dialog_230pm");
        var before = await HearInNewSessionAsync(clip);

        // Something quite different in between: loud, noisy, another voice, and left in the middle.
        await using (var other = await recognizer.OpenAsync(Demo, Cancellation))
        {
            await PocketSphinxFixture.HearAsync(other, Clips.InNoise(Clips.At(Clips.Load("jfk"), 12), 5, seed: 1));
            await other.WriteAsync(Clips.Load("q_weather"), Cancellation);
        }

        var after = await HearInNewSessionAsync(clip);
        Assert.Equal(before.Interims, after.Interims);
        Assert.Equal(before.Final.Text, after.Final.Text);
        Assert.Equal(before.Final.Words, after.Final.Words);

        async Task<(List<string> Interims, SpeechToTextEvent Final)> HearInNewSessionAsync(byte[] audio)
        {
            await using var session = await recognizer.OpenAsync(Demo, Cancellation);
            var interims = new List<string>();
            return (interims, await PocketSphinxFixture.HearAsync(session, audio, interims));
        }
    }

    [Fact]
    public async Task A_session_disposed_while_it_decodes_ends_its_reader_and_gives_its_decoders_back()
    {
        using var recognizer = PocketSphinxFixture.Require(options =>
        {
            options.MaximumSessions = 1;
            options.LeaseTimeout = TimeSpan.Zero;
        });
        var clip = Clips.Load("jfk");
        for (var round = 0; round < 5; round++)
        {
            var session = await recognizer.OpenAsync(Demo, Cancellation);
            var reading = CountAsync(session);
            await session.WriteAsync(clip, Cancellation);
            await session.DisposeAsync();
            await session.DisposeAsync();
            await reading;
        }
    }

    [Fact]
    public async Task Four_sessions_decode_at_the_same_time_as_they_would_alone()
    {
        using var recognizer = PocketSphinxFixture.Require();
        string[] clips = ["dialog_book_a_room", "dialog_mountain_view", "dialog_230pm", "q_weather"];
        string[] texts = ["book a room", "mountain view", "two thirty p m", "what's the weather like"];
        var audio = clips.Select(Clips.Load).ToArray();

        var heard = await Task.WhenAll(
            audio.Select(async clip =>
            {
                await using var session = await recognizer.OpenAsync(Demo, Cancellation);
                return (await PocketSphinxFixture.HearAsync(session, clip)).Text;
            })
        );

        Assert.Equal(texts, heard);
    }

    [Fact]
    public async Task A_segment_longer_than_the_library_takes_is_decoded_in_stretches()
    {
        var (plan, features) = PocketSphinxFixture.RequirePlan(PocketSphinxFixture.DemoGrammar, isGuarded: false);
        using var decoders = plan.Create();
        var limits = new SegmentLimits { MaximumUtteranceFrames = 150 };
        byte[] audio = [.. Clips.Load("dialog_today"), .. new byte[32_000], .. Clips.Load("dialog_today")];

        var heard = PocketSphinxFixture.Hear(new SegmentDecoder(decoders, features, limits), audio);

        Assert.StartsWith("today", heard.Text, StringComparison.Ordinal);
        Assert.True(heard.Words[^1].End > TimeSpan.FromSeconds(1.5));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Junk_audio_is_survived()
    {
        using var recognizer = PocketSphinxFixture.Require();
        await using var session = await recognizer.OpenAsync(Demo, Cancellation);
        var random = new Random(99);
        foreach (var length in new[] { 2, 818, 820, 822, 16_000, 64_000 })
        {
            var junk = new byte[length];
            random.NextBytes(junk);
            var heard = await PocketSphinxFixture.HearAsync(session, junk);
            Assert.Equal(SpeechToTextEventKind.Final, heard.Kind);
            Assert.Equal("", (await PocketSphinxFixture.HearAsync(session, new byte[length])).Text);
        }
    }

    [Fact]
    public async Task Half_a_sample_is_refused()
    {
        using var recognizer = PocketSphinxFixture.Require();
        await using var session = await recognizer.OpenAsync(Demo, Cancellation);

        var failure = await Assert.ThrowsAsync<VoiceAgentException>(async () =>
            await session.WriteAsync(new byte[3], Cancellation)
        );

        Assert.Equal(ErrorCodes.InvalidAudio, failure.Code);
    }

    [Fact]
    public async Task Dictation_hears_most_of_a_read_sentence()
    {
        using var recognizer = PocketSphinxFixture.Require();
        await using var session = await recognizer.OpenAsync(new(), Cancellation);

        var heard = await PocketSphinxFixture.HearAsync(session, Clips.Load("librivox_0880"));

        var words = heard.Text.Split(' ');
        Assert.True("he was not an ill disposed young man".Split(' ').Count(words.Contains) >= 5, heard.Text);
        Assert.False(heard.Rejected);
    }

    [Fact]
    public async Task Wrong_formats_languages_and_grammars_are_refused_by_their_codes()
    {
        using var recognizer = PocketSphinxFixture.Require();
        const string unknownWord = "#JSGF V1.0;\ngrammar g;\npublic <a> = say zzyzxq;\n";

        Assert.Equal(ErrorCodes.UnsupportedAudio, await CodeAsync(new() { Format = new AudioFormat(8000) }));
        Assert.Equal(ErrorCodes.InvalidConfiguration, await CodeAsync(new() { Language = "es" }));
        Assert.Equal(ErrorCodes.InvalidGrammar, await CodeAsync(new() { Grammar = "junk" }));
        Assert.Equal(ErrorCodes.InvalidGrammar, await CodeAsync(new() { Grammar = "" }));
        Assert.Equal(ErrorCodes.InvalidGrammar, await CodeAsync(new() { Grammar = unknownWord }));

        async Task<string> CodeAsync(SpeechToTextSessionOptions options) =>
            (
                await Assert.ThrowsAsync<VoiceAgentException>(async () =>
                    await recognizer.OpenAsync(options, Cancellation)
                )
            ).Code;
    }

    private static async Task<int> CountAsync(ISpeechToTextSession session)
    {
        var count = 0;
        await foreach (var _ in session.ReadEventsAsync(Cancellation))
        {
            count++;
        }

        return count;
    }
}
