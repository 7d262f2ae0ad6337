using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceAgent.Tts;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.ElevenLabs.Speech;

/// <summary>
/// ElevenLabs' multi-context socket: each utterance is a context, so that they are cancelled one by one and late audio is known by its context.
/// </summary>
internal sealed class ElevenLabsSpeaking(ElevenLabsOptions options, TextToSpeechSessionOptions session)
    : TextToSpeechWire
{
    private readonly Dictionary<long, ElevenLabsWords> _contexts = [];

    public override SocketAddress Address =>
        SocketAddress
            .Beside(
                options.BaseUrl,
                $"text-to-speech/{Uri.EscapeDataString(session.Voice ?? options.Voice)}/multi-stream-input"
                    + "?inactivity_timeout=180&auto_mode=true"
                    + ElevenLabsVoiceSettings.Language(options.Model, session.Language),
                ("model_id", options.Model),
                ("output_format", $"pcm_{ElevenLabsOptions.Format.SampleRate}")
            )
            .WithHeader(ElevenLabsOptions.KeyHeader, options.Key);

    public override bool TakesDeltas => true;

    // The vendor takes five; one is left for what is being closed.
    public override int MaximumOpen => 4;

    public override SocketMessage? KeepAlive =>
        _contexts.Keys.Cast<long?>().LastOrDefault() is { } utterance
            ? Message(utterance, new JsonObject { ["text"] = "" })
            : null;

    public override SocketMessage? Closing => SocketMessage.Json(new JsonObject { ["close_socket"] = true });

    public override IEnumerable<SocketMessage> Write(long utterance, string text)
    {
        if (_contexts.TryAdd(utterance, new ElevenLabsWords(ElevenLabsOptions.Format)))
        {
            yield return Message(
                utterance,
                new JsonObject { ["text"] = " ", ["voice_settings"] = ElevenLabsVoiceSettings.From(options) }
            );
        }

        yield return Message(utterance, new JsonObject { ["text"] = text });
    }

    public override IEnumerable<SocketMessage> Flush(long utterance) =>
        [
            Message(utterance, new JsonObject { ["text"] = " ", ["flush"] = true }),
            Message(utterance, new JsonObject { ["close_context"] = true }),
        ];

    public override IEnumerable<SocketMessage> Cancel(IReadOnlyList<long> utterances)
    {
        foreach (var utterance in utterances)
        {
            _contexts.Remove(utterance);
            yield return Message(utterance, new JsonObject { ["close_context"] = true });
        }
    }

    public override void OnText(JsonElement message, SpokenUtterances spoken)
    {
        if (message.Text("error") is { } error)
        {
            throw VendorFailure.Told(ElevenLabsOptions.Vendor, message.Text("code") ?? error);
        }

        if (
            !long.TryParse(
                message.Text("contextId") ?? message.Text("context_id"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var utterance
            ) || !_contexts.TryGetValue(utterance, out var words)
        )
        {
            return;
        }

        if (message.Bytes("audio") is { Length: > 0 } audio)
        {
            // The text as it was written: what the heard-text ledger looks for.
            var times = message.Child("alignment") ?? message.Child("normalizedAlignment") ?? default;
            spoken.Words(utterance, words.Add(times, audio.Length));
            spoken.Audio(utterance, audio);
        }

        if (message.Is("isFinal") || message.Is("is_final"))
        {
            _contexts.Remove(utterance);
            spoken.Words(utterance, words.Finish());
            spoken.Completed(utterance);
        }
    }

    private static SocketMessage Message(long utterance, JsonObject json)
    {
        json["context_id"] = utterance.ToString(CultureInfo.InvariantCulture);
        return SocketMessage.Json(json);
    }
}
