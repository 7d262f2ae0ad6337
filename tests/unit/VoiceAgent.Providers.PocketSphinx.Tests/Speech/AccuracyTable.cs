using VoiceAgent.Providers.Flite;
using VoiceAgent.Providers.PocketSphinx.Decoding;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Stt;

namespace VoiceAgent.Providers.PocketSphinx.Speech;

/// <summary>
/// How well the demo agent hears, as a table: docs/reference/pocketsphinx.md quotes it. Takes minutes, so it runs only when asked for, with
/// <c>-explicit only</c>. Every sentence is the first of a session, which is the hardest.
/// </summary>
public sealed class AccuracyTable(ITestOutputHelper output)
{
    private const string Foreign = "# ";
    private static readonly (string From, string To)[] Contractions =
    [
        ("what's", "what is"),
        ("that's", "that is"),
        ("how's", "how is"),
        ("i'd", "i would"),
        ("we're", "we are"),
        (" the ", " a "),
    ];

    private static readonly (string Name, Func<byte[], byte[]> Change)[] Conditions =
    [
        ("clean", audio => audio),
        ("noise 20 dB", audio => Clips.InNoise(audio, 20, seed: 3)),
        ("telephone", Clips.OverTelephone),
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sentences_of_the_demo_agent_by_voice_and_line()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("VOICEAGENT_ACCURACY") == "1",
            "The accuracy table takes minutes; VOICEAGENT_ACCURACY=1 has it made."
        );
        var grammar = ScriptedAgent.CreateDemo(new ScriptedAgentTools(TimeProvider.System)).Grammar;
        var (plan, features) = PocketSphinxFixture.RequirePlan(grammar);
        using var decoders = plan.Create();
        using var flite = FliteVoice.Require();
        output.WriteLine("| Voice | Line | Sentences | Right | Refused | Wrong | Foreign | Passed |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var voice in new[] { "rms", "slt", "kal16" })
        {
            var spoken = await SpeakAsync(flite, voice);
            foreach (var (line, change) in Conditions)
            {
                var heard = spoken
                    .Select(said =>
                        (said.Text, Heard: Hear(new SegmentDecoder(decoders, features, new()), change(said.Audio)))
                    )
                    .ToList();
                output.WriteLine($"| {voice} | {line} | {Summary(heard)} |");
            }
        }
    }

    private static async Task<List<(string Text, byte[] Audio)>> SpeakAsync(FliteTextToSpeech flite, string voice)
    {
        using var stream = typeof(AccuracyTable).Assembly.GetManifestResourceStream("domain.txt")!;
        using var reader = new StreamReader(stream);
        var spoken = new List<(string, byte[])>();
        while (await reader.ReadLineAsync(Cancelled) is { } text)
        {
            spoken.Add((text, await FliteVoice.SpeakAsync(flite, Spoken(text), voice)));
        }

        return spoken;
    }

    /// <summary>Small letters alone would be read as words.</summary>
    private static string Spoken(string text) =>
        text.Replace(Foreign, "", StringComparison.Ordinal)
            .Replace(" a m", " A M", StringComparison.Ordinal)
            .Replace(" p m", " P M", StringComparison.Ordinal);

    /// <summary>With the silence that a session puts around speech.</summary>
    private static SpeechToTextEvent Hear(SegmentDecoder decoder, byte[] audio) =>
        PocketSphinxFixture.Hear(decoder, [.. new byte[16_000], .. audio, .. new byte[6_400]]);

    private static string Summary(List<(string Text, SpeechToTextEvent Heard)> all)
    {
        var known = all.FindAll(pair => !pair.Text.StartsWith(Foreign, StringComparison.Ordinal));
        var right = known.Count(pair => Written(pair.Text) == Written(pair.Heard.Text));
        var refused = known.Count(pair => pair.Heard.Text.Length == 0);
        var passed = all.Except(known).Count(pair => pair.Heard.Text.Length > 0);
        return $"{known.Count} | {100.0 * right / known.Count:0} % | {100.0 * refused / known.Count:0} % | "
            + $"{100.0 * (known.Count - right - refused) / known.Count:0} % | {all.Count - known.Count} | {passed}";
    }

    /// <summary>Without what makes no difference to an agent: contractions and articles.</summary>
    private static string Written(string text) =>
        Contractions.Aggregate(text, (written, pair) => written.Replace(pair.From, pair.To, StringComparison.Ordinal));
}
