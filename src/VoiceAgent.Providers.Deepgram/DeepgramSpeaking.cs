using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceAgent.Audio;
using VoiceAgent.Tts;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.Deepgram;

/// <summary>Deepgram's live synthesis: text as JSON, audio as binary messages, one utterance after the other.</summary>
/// <remarks>Deepgram takes at most 20 flushes, so 20 utterances, a minute.</remarks>
internal sealed class DeepgramSpeaking(DeepgramOptions options, AudioFormat format, TextToSpeechSessionOptions session)
    : TextToSpeechWire
{
    private readonly SerialUtterances _utterances = new();

    public override SocketAddress Address =>
        new(
            VendorSocket.ToSocketUri(
                options.Address,
                $"speak?model={Uri.EscapeDataString(session.Voice ?? options.Voice)}&encoding=linear16"
                    + $"&sample_rate={format.SampleRate}"
            )
        )
        {
            Headers = [options.Authorization],
        };

    public override SocketMessage? Closing => Message("Close");

    #region wire
    public override IEnumerable<SocketMessage> Write(long utterance, string text)
    {
        _utterances.Give(utterance);
        return [SocketMessage.Json(new JsonObject { ["type"] = "Speak", ["text"] = text })];
    }

    public override IEnumerable<SocketMessage> Flush(long utterance) => [Message("Flush")];

    public override IEnumerable<SocketMessage> Cancel(IReadOnlyList<long> utterances)
    {
        _utterances.Cancel(utterances);
        return [Message("Clear")];
    }

    public override void OnBinary(ReadOnlyMemory<byte> message, SpokenUtterances spoken)
    {
        if (_utterances.Current is { } utterance)
        {
            spoken.Audio(utterance, message);
        }
    }

    public override void OnText(JsonElement message, SpokenUtterances spoken)
    {
        switch (message.Text("type"))
        {
            case "Flushed" when _utterances.Spoken() is { } utterance:
                spoken.Completed(utterance);
                break;
            case "Cleared":
                _utterances.Cleared();
                break;
            case "Error":
                throw VendorFailure.Told(DeepgramOptions.Vendor, message.Text("err_code") ?? message.Text("code"));
            default:
                break;
        }
    }

    #endregion

    private static SocketMessage Message(string type) => SocketMessage.Json(new JsonObject { ["type"] = type });
}
