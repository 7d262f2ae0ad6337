using System.Runtime.CompilerServices;
using OpenAI.Audio;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Stt;
using VoiceAgent.Vendors;

namespace VoiceAgent.Providers.OpenAI.Transcription;

/// <summary>Sends a speech segment as a WAV file and reads its text.</summary>
internal sealed class FileTranscriber(OpenAIConnection connection) : ISegmentRecognizer
{
    /// <summary>OpenAI refuses shorter files.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private static readonly SpeechToTextEvent Nothing = new(SpeechToTextEventKind.Final, "");

    private readonly Lazy<AudioClient> _client = new(
        () =>
            connection
                .Client()
                .GetAudioClient(
                    connection.Require(
                        connection.Options.TranscriptionModel,
                        connection.Preset.TranscriptionModel,
                        "TranscriptionModel"
                    )
                ),
        LazyThreadSafetyMode.PublicationOnly
    );

    /// <summary>Whisper tells when each word was said, newer models do not.</summary>
    public static bool HasWordTimes(string model) => model.StartsWith("whisper-1", StringComparison.Ordinal);

    public async ValueTask<SpeechToTextEvent> RecognizeAsync(
        ReadOnlyMemory<byte> audio,
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        if (IsTooShort(audio, options.Format))
        {
            return Nothing;
        }

        var request = Request(options);
        using var file = new MemoryStream(WavWriter.ToBytes(options.Format, audio.Span));
        var heard = await VendorStream
            .CallAsync(
                connection.Vendor,
                connection.Translate,
                async () =>
                    (
                        await _client
                            .Value.TranscribeAudioAsync(file, "speech.wav", request, cancellationToken)
                            .ConfigureAwait(false)
                    ).Value,
                cancellationToken
            )
            .ConfigureAwait(false);
        return new(SpeechToTextEventKind.Final, heard.Text?.Trim() ?? "")
        {
            Language = options.Language,
            Words =
            [
                .. (heard.Words ?? [])
                    .Select(word => new WordTiming(word.Word, word.StartTime, word.EndTime))
                    .Where(word => word.Start >= TimeSpan.Zero && word.End >= word.Start)
                    .OrderBy(word => word.Start),
            ],
        };
    }

    /// <summary>The text as it is made: interim texts that grow, then the final one.</summary>
    public async IAsyncEnumerable<SpeechToTextEvent> StreamAsync(
        ReadOnlyMemory<byte> audio,
        SpeechToTextSessionOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (IsTooShort(audio, options.Format))
        {
            yield return Nothing;
            yield break;
        }

        using var file = new MemoryStream(WavWriter.ToBytes(options.Format, audio.Span));
        var request = Request(options);
        var answer = await VendorStream
            .CallAsync(
                connection.Vendor,
                connection.Translate,
                async () =>
                    await _client
                        .Value.TranscribeAudioStreamingAsync(file, "speech.wav", request, cancellationToken)
                        .ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
        var text = "";
        await foreach (
            var update in answer
                .Translated(connection.Vendor, connection.Translate, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            switch (update)
            {
                case StreamingAudioTranscriptionTextDeltaUpdate { Delta.Length: > 0 } delta:
                    text += delta.Delta;
                    yield return new(SpeechToTextEventKind.Interim, text.Trim());
                    break;
                case StreamingAudioTranscriptionTextDoneUpdate done:
                    yield return new(SpeechToTextEventKind.Final, done.Text?.Trim() ?? "")
                    {
                        Language = options.Language,
                    };
                    yield break;
                default:
                    break;
            }
        }

        throw VendorFailure.BrokeOff(connection.Vendor);
    }

    private static bool IsTooShort(ReadOnlyMemory<byte> audio, AudioFormat format) =>
        format.DurationOf(audio.Length) < Shortest;

    private AudioTranscriptionOptions Request(SpeechToTextSessionOptions options)
    {
        var request = new AudioTranscriptionOptions
        {
            // Two letters: the server knows no regions.
            Language = options.Language?.Split('-')[0].ToLowerInvariant(),
            Prompt = connection.Options.TranscriptionPrompt,
            Temperature = (float?)connection.Options.TranscriptionTemperature,
        };
        if (HasWordTimes(connection.Options.TranscriptionModel ?? connection.Preset.TranscriptionModel ?? ""))
        {
            request.ResponseFormat = AudioTranscriptionFormat.Verbose;
            request.TimestampGranularities = AudioTimestampGranularities.Word;
        }

        return request;
    }
}
