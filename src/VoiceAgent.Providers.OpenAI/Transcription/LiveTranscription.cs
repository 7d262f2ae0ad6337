using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceAgent.Stt;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.OpenAI.Transcription;

/// <summary>
/// Transcription over the realtime socket, one connection per session. Turns are found here, not by the server: what was written is committed
/// when the segment is over.
/// </summary>
internal sealed class LiveTranscription(OpenAIConnection connection, SpeechToTextSessionOptions options)
    : SpeechToTextWire
{
    /// <summary>The server refuses to commit less.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private string _interim = "";

    public static SocketSpeechToText Create(OpenAIConnection connection, TimeProvider time) =>
        new(
            connection.Vendor,
            new SpeechToTextCapabilities
            {
                Name = connection.Vendor.Name,
                SpeechOnly = true,
                InterimResults = true,
                // The only rate the realtime socket takes.
                SampleRate = 24000,
            },
            session => new LiveTranscription(connection, session),
            new SocketSettings { ShortestSegment = Shortest },
            time
        );

    public override SocketAddress Address =>
        SocketAddress.Beside(connection.Address.AbsoluteUri, "realtime?intent=transcription") with
        {
            Headers = [new("Authorization", $"Bearer {connection.Key()}")],
        };

    public override IEnumerable<SocketMessage> Opening =>
        [
            SocketMessage.Json(
                new JsonObject
                {
                    ["type"] = "session.update",
                    ["session"] = new JsonObject
                    {
                        ["type"] = "transcription",
                        ["audio"] = new JsonObject
                        {
                            ["input"] = new JsonObject
                            {
                                ["format"] = new JsonObject
                                {
                                    ["type"] = "audio/pcm",
                                    ["rate"] = options.Format.SampleRate,
                                },
                                ["transcription"] = Transcription(),
                                ["turn_detection"] = null,
                            },
                        },
                    },
                }
            ),
        ];

    public override SocketMessage Audio(ReadOnlyMemory<byte> pcm) =>
        SocketMessage.Json(
            new JsonObject { ["type"] = "input_audio_buffer.append", ["audio"] = Convert.ToBase64String(pcm.Span) }
        );

    public override SocketMessage EndOfSegment() =>
        SocketMessage.Json(new JsonObject { ["type"] = "input_audio_buffer.commit" });

    public override void OnText(JsonElement message, RecognizedSegments heard)
    {
        switch (message.Text("type"))
        {
            case "conversation.item.input_audio_transcription.delta":
                _interim += message.Text("delta");
                heard.Interim(_interim);
                break;
            case "conversation.item.input_audio_transcription.completed":
                _interim = "";
                heard.Add(message.Text("transcript") ?? "");
                heard.EndSegment();
                break;
            case "conversation.item.input_audio_transcription.failed":
            case "error":
                throw VendorFailure.Told(
                    connection.Vendor,
                    message.Child("error")?.Text("code") ?? message.Child("error")?.Text("type")
                );
            default:
                break;
        }
    }

    private JsonObject Transcription()
    {
        var asked = new JsonObject
        {
            ["model"] = connection.Require(
                connection.Options.TranscriptionModel,
                connection.Preset.TranscriptionModel,
                "TranscriptionModel"
            ),
        };
        if (options.Language is { } language)
        {
            asked["language"] = language.Split('-')[0].ToLowerInvariant();
        }

        if (connection.Options.TranscriptionPrompt is { } prompt)
        {
            asked["prompt"] = prompt;
        }

        return asked;
    }
}
