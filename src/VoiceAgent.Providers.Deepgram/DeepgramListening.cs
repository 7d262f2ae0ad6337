using System.Text.Json;
using VoiceAgent.Stt;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.Deepgram;

/// <summary>Deepgram's live transcription: audio as binary messages, results as JSON.</summary>
internal sealed class DeepgramListening(DeepgramOptions options, SpeechToTextSessionOptions session) : SpeechToTextWire
{
    public override SocketAddress Address =>
        SocketAddress
            .Beside(
                options.BaseUrl,
                "listen?encoding=linear16&channels=1&interim_results=true&punctuate=true&smart_format=true",
                ("model", options.Model),
                ("sample_rate", $"{session.Format.SampleRate}"),
                ("language", session.Language ?? "multi")
            )
            .WithHeader("Authorization", options.Authorization);

    // Without it Deepgram hangs up after ten seconds of silence.
    public override SocketMessage? KeepAlive => SocketMessage.Json(("type", "KeepAlive"));

    public override SocketMessage? Closing => SocketMessage.Json(("type", "CloseStream"));

    public override SocketMessage EndOfSegment() => SocketMessage.Json(("type", "Finalize"));

    public override void OnText(JsonElement message, RecognizedSegments heard)
    {
        var type = message.Text("type");
        if (type == "Error")
        {
            throw VendorFailure.Told(DeepgramOptions.Vendor, message.Text("code"));
        }

        if (type != "Results")
        {
            return;
        }

        var best = message.Child("channel")?.Items("alternatives").FirstOrDefault() ?? default;
        var text = best.Text("transcript") ?? "";
        if (message.Is("is_final"))
        {
            heard.Add(text, best.Items("words").Words("punctuated_word", "word"), best.Number("confidence"));
        }
        else
        {
            heard.Interim(text);
        }

        if (message.Is("from_finalize"))
        {
            heard.EndSegment();
        }
    }
}
