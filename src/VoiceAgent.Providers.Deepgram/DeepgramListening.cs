using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceAgent.Frames;
using VoiceAgent.Stt;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.Deepgram;

/// <summary>Deepgram's live transcription: audio as binary messages, results as JSON.</summary>
internal sealed class DeepgramListening(DeepgramOptions options, SpeechToTextSessionOptions session) : SpeechToTextWire
{
    public override SocketAddress Address =>
        new(
            VendorSocket.ToSocketUri(
                options.Address,
                $"listen?model={Uri.EscapeDataString(options.Model)}&encoding=linear16&channels=1"
                    + $"&sample_rate={session.Format.SampleRate}&interim_results=true&punctuate=true&smart_format=true"
                    + $"&language={Uri.EscapeDataString(session.Language ?? "multi")}"
            )
        )
        {
            Headers = [options.Authorization],
        };

    // Without it Deepgram hangs up after ten seconds of silence.
    public override SocketMessage? KeepAlive => Message("KeepAlive");

    public override SocketMessage? Closing => Message("CloseStream");

    public override SocketMessage EndOfSegment() => Message("Finalize");

    public override void OnText(JsonElement message, RecognizedSegments heard)
    {
        switch (message.Text("type"))
        {
            case "Results":
                OnResults(message, heard);
                break;
            case "SpeechStarted":
                heard.StartOfTurn();
                break;
            case "UtteranceEnd":
                heard.EndOfTurn();
                break;
            case "Error":
                throw VendorFailure.Told(DeepgramOptions.Vendor, message.Text("code"));
            default:
                break;
        }
    }

    private static void OnResults(JsonElement message, RecognizedSegments heard)
    {
        var best = message.Child("channel")?.Items("alternatives").FirstOrDefault() ?? default;
        var text = best.Text("transcript") ?? "";
        if (message.Is("is_final"))
        {
            heard.Add(text, Words(best), best.Number("confidence"));
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

    private static IEnumerable<WordTiming> Words(JsonElement best)
    {
        foreach (var word in best.Items("words"))
        {
            if (
                (word.Text("punctuated_word") ?? word.Text("word")) is { } text
                && word.Seconds("start") is { } start
                && word.Seconds("end") is { } end
                && end >= start
            )
            {
                yield return new(text, start, end);
            }
        }
    }

    private static SocketMessage Message(string type) => SocketMessage.Json(new JsonObject { ["type"] = type });
}
