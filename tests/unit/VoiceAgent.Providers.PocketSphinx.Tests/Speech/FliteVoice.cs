using Microsoft.Extensions.Options;
using VoiceAgent.Providers.Flite;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.PocketSphinx.Speech;

/// <summary>Sentences spoken by the offline voice; skips the calling test where it is not installed.</summary>
internal static class FliteVoice
{
    public static FliteTextToSpeech Require()
    {
        var availability = new FliteProbe(Options.Create(new FliteOptions())).Probe();
        Assert.SkipUnless(availability.IsAvailable, availability.ToString());
        return new FliteTextToSpeech(new FliteOptions());
    }

    public static async Task<byte[]> SpeakAsync(FliteTextToSpeech flite, string text, string voice)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var session = await flite.OpenAsync(new() { Voice = voice }, cancellationToken);
        await session.WriteAsync(1, text, cancellationToken);
        await session.FlushAsync(1, cancellationToken);
        var audio = new MemoryStream();
        await foreach (var e in session.ReadEventsAsync(cancellationToken))
        {
            if (e.Kind is TextToSpeechEventKind.Completed)
            {
                break;
            }

            audio.Write(e.Audio.Span);
        }

        return audio.ToArray();
    }
}
