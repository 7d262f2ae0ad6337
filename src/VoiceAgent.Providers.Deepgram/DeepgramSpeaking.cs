using System.Text.Json;
using VoiceAgent.Audio;
using VoiceAgent.Tts;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.Deepgram;

/// <summary>Deepgram's live synthesis: text as JSON, audio as binary messages, one utterance after the other.</summary>
/// <remarks>Deepgram takes at most 20 flushes, so 20 utterances, a minute.</remarks>
internal sealed class DeepgramSpeaking(DeepgramOptions options, AudioFormat format, TextToSpeechSessionOptions session)
    : SerialTextToSpeechWire
{
    #region wire
    public override SocketAddress Address =>
        SocketAddress
            .Beside(
                options.BaseUrl,
                "speak?encoding=linear16",
                ("model", session.Voice ?? options.Voice),
                ("sample_rate", $"{format.SampleRate}")
            )
            .WithHeader("Authorization", options.Authorization);

    public override SocketMessage? Closing => SocketMessage.Json(("type", "Close"));

    protected override SocketMessage EndOfUtterance => SocketMessage.Json(("type", "Flush"));

    protected override SocketMessage Clear => SocketMessage.Json(("type", "Clear"));

    protected override SocketMessage Speak(string text) => SocketMessage.Json(("type", "Speak"), ("text", text));

    public override void OnText(JsonElement message, SpokenUtterances spoken)
    {
        switch (message.Text("type"))
        {
            case "Flushed":
                Spoken(spoken);
                break;
            case "Cleared":
                Cleared();
                break;
            case "Error":
                throw VendorFailure.Told(DeepgramOptions.Vendor, message.Text("err_code") ?? message.Text("code"));
            default:
                break;
        }
    }

    #endregion
}
