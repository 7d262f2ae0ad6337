using VoiceAgent.Errors;
using VoiceAgent.Stt;

namespace VoiceAgent.Providers.OpenAI.Transcription;

/// <summary>
/// Speech to text with OpenAI's transcription models, the way <see cref="OpenAIOptions.Transcription"/> says. Shared by all sessions; thread-safe.
/// </summary>
public sealed class OpenAISpeechToText : ISpeechToText
{
    private readonly ISpeechToText _inner;

    /// <summary>A recogniser over a connection, which it does not own.</summary>
    public OpenAISpeechToText(OpenAIConnection connection, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var model = connection.Options.TranscriptionModel ?? connection.Preset.TranscriptionModel ?? "";
        _inner = connection.Options.Transcription switch
        {
            TranscriptionMode.Live => LiveTranscription.Create(connection, time ?? TimeProvider.System),
            TranscriptionMode.Streamed => new StreamedSpeechToText(connection),
            _ => new SegmentedSpeechToText(new FileTranscriber(connection), connection.Vendor.Name, sampleRate: 16000),
        };
        Capabilities = _inner.Capabilities with
        {
            IsRemote = true,
            WordTimes =
                connection.Options.Transcription == TranscriptionMode.File && FileTranscriber.HasWordTimes(model),
        };
    }

    /// <inheritdoc />
    public SpeechToTextCapabilities Capabilities { get; }

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">There is no key, or the server refuses it or cannot be reached.</exception>
    public ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    ) => _inner.OpenAsync(options, cancellationToken);
}
