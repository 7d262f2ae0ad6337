using System.Text.Json;
using System.Text.Json.Nodes;
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
        new(
            VendorSocket.ToSocketUri(
                options.Address,
                $"speech-to-text/realtime?model_id={Uri.EscapeDataString(options.TranscriptionModel)}"
                    + $"&audio_format=pcm_{session.Format.SampleRate}&commit_strategy=manual&include_timestamps=true"
                    + (
                        session.Language is { } language
                            ? $"&language_code={Uri.EscapeDataString(language.Split('-')[0].ToLowerInvariant())}"
                            : ""
                    )
            )
        )
        {
            Headers = [options.Authorization],
        };

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

    private static IEnumerable<WordTiming> Words(JsonElement message)
    {
        foreach (var word in message.Items("words"))
        {
            if (
                word.Text("type") is null or "word"
                && word.Text("text") is { Length: > 0 } text
                && word.Seconds("start") is { } start
                && word.Seconds("end") is { } end
                && end >= start
            )
            {
                yield return new(text, start, end);
            }
        }
    }

    private SocketMessage Chunk(ReadOnlySpan<byte> pcm, bool commit) =>
        SocketMessage.Json(
            new JsonObject
            {
                ["message_type"] = "input_audio_chunk",
                ["audio_base_64"] = Convert.ToBase64String(pcm),
                ["commit"] = commit,
                ["sample_rate"] = session.Format.SampleRate,
            }
        );
}
