using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ElevenLabs;
using ElevenLabs.Models;
using ElevenLabs.TextToSpeech;
using ElevenLabs.Voices;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Tts;
using VoiceAgent.Vendors;

namespace VoiceAgent.Providers.ElevenLabsDotNet;

/// <summary>Speaks sentences with the package's client: its clips, as they come, become whole samples.</summary>
internal sealed class ElevenLabsClips(
    ElevenLabsClient client,
    ElevenLabsDotNetOptions options,
    TextToSpeechSessionOptions session
) : ISentenceSynthesizer
{
    /// <summary>Clips that may wait for a reader; the download waits beyond that. A clip is 8 KiB at most.</summary>
    private const int Capacity = 16;

    private static readonly Vendor Vendor = ElevenLabsDotNetOptions.Vendor;

    public async IAsyncEnumerable<SynthesisPart> SynthesizeAsync(
        string text,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var clips = Channel.CreateBounded<byte[]>(Capacity);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var speaking = SpeakAsync(text, clips.Writer, over.Token);
        try
        {
            byte[] rest = [];
            var total = 0L;
            await foreach (var clip in clips.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                total += clip.Length;
                byte[] audio = rest.Length == 0 ? clip : [.. rest, .. clip];
                var whole = audio.Length - (audio.Length % AudioFormat.Output24Khz.BytesPerSample);
                rest = audio[whole..];
                if (whole > 0)
                {
                    yield return new SynthesisPart { Audio = audio.AsMemory(0, whole) };
                }
            }

            if (total == 0)
            {
                throw VendorFailure.Garbage(Vendor, "no audio");
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await speaking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs beside the reader; how it ends is told by the channel.</summary>
    private async Task SpeakAsync(string text, ChannelWriter<byte[]> clips, CancellationToken cancellationToken)
    {
        try
        {
            await client
                .TextToSpeechEndpoint.TextToSpeechAsync(
                    Request(text),
                    // Copied: what the package hands out is a view of a buffer it goes on filling.
                    async clip =>
                        await clips.WriteAsync(clip.ClipData.ToArray(), cancellationToken).ConfigureAwait(false),
                    cancellationToken
                )
                .ConfigureAwait(false);
            clips.TryComplete();
        }
        catch (Exception exception)
        {
            clips.TryComplete(Translate(exception));
        }
    }

    private TextToSpeechRequest Request(string text) =>
        new(
            new Voice(session.Voice ?? options.Voice, name: null),
            text,
            voiceSettings: new VoiceSettings(
                (float)options.Stability,
                (float)options.Similarity,
                (float)options.Style,
                options.SpeakerBoost,
                (float)options.Speed
            ),
            outputFormat: OutputFormat.PCM_24000,
            model: new Model(options.Model),
            languageCode: Language()
        );

    /// <summary>Only these models take a language; the others refuse it.</summary>
    private string? Language() =>
        session.Language is { Length: > 0 } language
        && (
            options.Model.Contains("flash_v2_5", StringComparison.Ordinal)
            || options.Model.Contains("turbo_v2_5", StringComparison.Ordinal)
        )
            ? language.Split('-')[0].ToLowerInvariant()
            : null;

    private static Exception Translate(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is VoiceAgentException known)
            {
                return known;
            }
        }

        return exception is ArgumentException or InvalidOperationException
            ? VendorFailure.Garbage(Vendor, "an answer that makes no sense", exception)
            : VendorFailure.From(Vendor, exception);
    }
}
