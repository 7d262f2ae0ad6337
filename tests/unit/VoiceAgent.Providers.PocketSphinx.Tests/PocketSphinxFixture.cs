using Microsoft.Extensions.Options;
using VoiceAgent.Providers.PocketSphinx.Decoding;
using VoiceAgent.Providers.PocketSphinx.Features;
using VoiceAgent.Providers.PocketSphinx.Grammars;
using VoiceAgent.Providers.PocketSphinx.Native;
using VoiceAgent.Stt;

namespace VoiceAgent.Providers.PocketSphinx;

/// <summary>What the tests of this project share: the library where it is installed, and ways to let it hear something.</summary>
internal static class PocketSphinxFixture
{
    private static readonly Dictionary<string, string[]> NoPronunciations = [];

    /// <summary>The grammar most tests listen with.</summary>
    public static string DemoGrammar { get; } = ReadDemoGrammar();

    /// <summary>Bytes of 20 ms at 16 kHz: what a session is fed with at a time.</summary>
    private const int BlockBytes = 640;

    /// <summary>Skips the calling test, with the reason, where the library or its model is not installed.</summary>
    public static PocketSphinxSpeechToText Require(Action<PocketSphinxOptions>? configure = null)
    {
        var options = new PocketSphinxOptions();
        configure?.Invoke(options);
        var availability = new PocketSphinxProbe(Options.Create(new PocketSphinxOptions())).Probe();
        Assert.SkipUnless(availability.IsAvailable, availability.ToString());
        return new PocketSphinxSpeechToText(options, TimeProvider.System);
    }

    /// <summary>Decoders and features without sessions, pool and threads.</summary>
    public static (DecoderPlan Plan, FeatureParameters Features) RequirePlan(string grammar, bool isGuarded = true)
    {
        using var recognizer = Require();
        var model = ModelFiles.Find(null);
        var features = FeatureParameters.Read(Path.Combine(model.Acoustic, "feat.params"));
        var plan = DecoderPlan.ForGrammar(
            PocketSphinxLibrary.Load(null),
            model,
            features,
            JsgfGrammar.Parse(grammar),
            NoPronunciations,
            isGuarded
        );
        return (plan, features);
    }

    /// <summary>Writes a segment in blocks of 20 ms, ends it, and returns what was heard; interims are added to the list.</summary>
    public static async Task<SpeechToTextEvent> HearAsync(
        ISpeechToTextSession session,
        ReadOnlyMemory<byte> audio,
        List<string>? interims = null
    )
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var writing = WriteAsync(session, audio);
        await foreach (var e in session.ReadEventsAsync(cancellationToken))
        {
            if (e.Kind is SpeechToTextEventKind.Final)
            {
                await writing;
                return e;
            }

            interims?.Add(e.Text);
        }

        throw new InvalidOperationException("The session ended without a result.");
    }

    /// <summary>The same without a session.</summary>
    public static SpeechToTextEvent Hear(SegmentDecoder decoder, ReadOnlySpan<byte> audio)
    {
        for (var i = 0; i < audio.Length; i += BlockBytes)
        {
            decoder.Write(audio[i..Math.Min(i + BlockBytes, audio.Length)]);
        }

        return decoder.Finish();
    }

    private static async Task WriteAsync(ISpeechToTextSession session, ReadOnlyMemory<byte> audio)
    {
        for (var i = 0; i < audio.Length; i += BlockBytes)
        {
            var block = audio[i..Math.Min(i + BlockBytes, audio.Length)];
            await session.WriteAsync(block, TestContext.Current.CancellationToken);
        }

        await session.FinalizeAsync(TestContext.Current.CancellationToken);
    }

    private static string ReadDemoGrammar()
    {
        using var stream = typeof(PocketSphinxFixture).Assembly.GetManifestResourceStream("demo.gram")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
