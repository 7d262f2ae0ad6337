using System.Text.Json.Nodes;
using VoiceAgent.Providers.OpenAI.Chat;
using VoiceAgent.SpeechToSpeech;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>What a realtime session is set to, in OpenAI's words.</summary>
internal sealed class RealtimeSettings(OpenAIConnection connection)
{
    private const int Rate = 24000;

    private readonly OpenAIRealtimeOptions _options = connection.Options.Realtime;

    /// <summary>The whole of it, sent once at the beginning.</summary>
    public JsonObject Beginning(SpeechToSpeechSessionOptions options)
    {
        var output = new JsonObject { ["format"] = Pcm(), ["voice"] = options.Voice ?? _options.Voice ?? "marin" };
        if (_options.Speed is { } speed)
        {
            output["speed"] = speed;
        }

        var session = Changes(options);
        session["output_modalities"] = new JsonArray("audio");
        session["audio"] = new JsonObject { ["input"] = Input(options), ["output"] = output };
        if (options.MaxOutputTokens is { } limit)
        {
            session["max_output_tokens"] = limit;
        }

        return Update(session);
    }

    /// <summary>What may change while it lives.</summary>
    public static JsonObject Change(SpeechToSpeechSessionOptions options) => Update(Changes(options));

    private static JsonObject Update(JsonObject session) =>
        new()
        {
            ["type"] = "session.update",
            ["event_id"] = "session",
            ["session"] = session,
        };

    private static JsonObject Changes(SpeechToSpeechSessionOptions options) =>
        new()
        {
            ["type"] = "realtime",
            ["instructions"] = options.Instructions ?? "",
            ["tools"] = ConversationItems.Tools(options.Tools),
        };

    private JsonObject Input(SpeechToSpeechSessionOptions options)
    {
        var transcription = new JsonObject
        {
            ["model"] = connection.Require(
                connection.Options.TranscriptionModel,
                connection.Preset.TranscriptionModel,
                "TranscriptionModel"
            ),
        };
        if (options.Language is { } language)
        {
            transcription["language"] = language.Split('-')[0].ToLowerInvariant();
        }

        if (connection.Options.TranscriptionPrompt is { } prompt)
        {
            transcription["prompt"] = prompt;
        }

        return new JsonObject
        {
            ["format"] = Pcm(),
            ["transcription"] = transcription,
            ["noise_reduction"] = _options.NoiseReduction is { } kind ? new JsonObject { ["type"] = kind } : null,
            ["turn_detection"] = TurnDetection(),
        };
    }

    // The engine interrupts: only it knows what was heard, and that a cough is no interruption.
    private JsonObject? TurnDetection() =>
        _options.Turns switch
        {
            RealtimeTurns.Server => new JsonObject
            {
                ["type"] = "server_vad",
                ["threshold"] = _options.Threshold,
                ["prefix_padding_ms"] = 300,
                ["silence_duration_ms"] = (int)_options.Silence.TotalMilliseconds,
                ["create_response"] = _options.AnswersAtOnce,
                ["interrupt_response"] = false,
            },
            RealtimeTurns.Semantic => new JsonObject
            {
                ["type"] = "semantic_vad",
                ["create_response"] = _options.AnswersAtOnce,
                ["interrupt_response"] = false,
            },
            _ => null,
        };

    private static JsonObject Pcm() => new() { ["type"] = "audio/pcm", ["rate"] = Rate };
}
