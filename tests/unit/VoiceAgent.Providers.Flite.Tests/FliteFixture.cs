using VoiceAgent.Audio;
using VoiceAgent.Providers.Flite.Native;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.Flite;

/// <summary>What the tests of this project share: the library where it is installed, and a way to hear a text.</summary>
internal static class FliteFixture
{
    public static readonly AudioFormat Format = new(16000);

    /// <summary>Skips the calling test, with the reason, where libflite is not installed.</summary>
    public static FliteTextToSpeech Require(FliteOptions? options = null)
    {
        FliteLibrary.TryLoad(null, out var availability);
        Assert.SkipUnless(availability.IsAvailable, availability.ToString());
        return new FliteTextToSpeech(options ?? new FliteOptions());
    }

    /// <summary>Opens a session, speaks one utterance and returns all its events.</summary>
    public static async Task<List<TextToSpeechEvent>> SpeakAsync(
        FliteTextToSpeech flite,
        string text,
        TextToSpeechSessionOptions? options = null
    )
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var session = await flite.OpenAsync(options ?? new(), cancellationToken);
        await session.WriteAsync(1, text, cancellationToken);
        await session.FlushAsync(1, cancellationToken);
        return await ReadToCompletedAsync(session, 1);
    }

    public static async Task<List<TextToSpeechEvent>> ReadToCompletedAsync(ITextToSpeechSession session, long utterance)
    {
        var events = new List<TextToSpeechEvent>();
        await foreach (var e in session.ReadEventsAsync(TestContext.Current.CancellationToken))
        {
            events.Add(e);
            if (e.Kind is TextToSpeechEventKind.Completed && e.Utterance == utterance)
            {
                break;
            }
        }

        return events;
    }

    public static byte[] AudioOf(IEnumerable<TextToSpeechEvent> events) =>
        [.. events.Where(e => e.Kind is TextToSpeechEventKind.Audio).SelectMany(e => e.Audio.ToArray())];

    public static double RmsOf(ReadOnlySpan<byte> pcm)
    {
        var samples = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(pcm);
        double sum = 0;
        foreach (var sample in samples)
        {
            sum += (double)sample * sample;
        }

        return samples.Length == 0 ? 0 : Math.Sqrt(sum / samples.Length);
    }
}
