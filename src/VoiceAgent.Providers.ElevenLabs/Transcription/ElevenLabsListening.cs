using System.Text.Json;
using VoiceAgent.Frames;
using VoiceAgent.Stt;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.ElevenLabs.Transcription;

/// <summary>ElevenLabs' live transcription (Scribe): audio as base64 in JSON, committed when the segment is over.</summary>
internal sealed class ElevenLabsListening(ElevenLabsOptions options, SpeechToTextSessionOptions session)
    : SpeechToTextWire
{
    public override SocketAddress Address =>
        SocketAddress
            .Beside(
                options.BaseUrl,
                "speech-to-text/realtime?commit_strategy=manual&include_timestamps=true",
                ("model_id", options.TranscriptionModel),
                ("audio_format", $"pcm_{session.Format.SampleRate}"),
                ("language_code", session.Language?.Split('-')[0].ToLowerInvariant())
            )
            .WithHeader(ElevenLabsOptions.KeyHeader, options.Key);

    public override SocketMessage Audio(ReadOnlyMemory<byte> pcm) => Chunk(pcm.Span, commit: false);

    public override SocketMessage EndOfSegment() => Chunk([], commit: true);

    public override void OnText(JsonElement message, RecognizedSegments heard)
    {
        switch (message.Text("message_type"))
        {
            case "session_started" or "committed_transcript" or null:
                // The committed text comes once more, with times.
                break;
            case "partial_transcript":
                heard.Interim(message.Text("text") ?? "");
                break;
            case "committed_transcript_with_timestamps":
                heard.Add(message.Text("text") ?? "", Words(message), language: message.Text("language_code"));
                heard.EndSegment();
                break;
            case "insufficient_audio_activity":
                heard.EndSegment();
                break;
            case { } failure when message.Child("error") is not null:
                throw VendorFailure.Told(ElevenLabsOptions.Vendor, failure);
            default:
                break;
        }
    }

    private static IEnumerable<WordTiming> Words(JsonElement message) =>
        message.Items("words").Where(word => word.Text("type") is null or "word").Words("text");

    private SocketMessage Chunk(ReadOnlySpan<byte> pcm, bool commit) =>
        SocketMessage.Json(
            ("message_type", "input_audio_chunk"),
            ("audio_base_64", Convert.ToBase64String(pcm)),
            ("commit", commit),
            ("sample_rate", session.Format.SampleRate)
        );
}
