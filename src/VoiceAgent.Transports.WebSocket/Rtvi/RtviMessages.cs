using System.Globalization;
using System.Reflection;
using System.Text.Json;
using VoiceAgent.Frames;
using VoiceAgent.Observers;

namespace VoiceAgent.Transports.WebSockets.Rtvi;

/// <summary>Writes RTVI messages that have data, one method per type.</summary>
internal static class RtviMessages
{
    private static readonly string LibraryVersion =
        typeof(RtviMessages).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "0";

    public static RtviFrame BotReady(string id, RtviVersion version) =>
        RtviFrame.Create(
            "bot-ready",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("version"u8, version.Text);
                json.WriteStartObject("about"u8);
                json.WriteString("library"u8, "voiceagent"u8);
                json.WriteString("library_version"u8, LibraryVersion);
                json.WriteEndObject();
                json.WriteEndObject();
            },
            id
        );

    public static RtviFrame Text(string type, string text) =>
        RtviFrame.Create(
            type,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("text"u8, text);
                json.WriteEndObject();
            }
        );

    public static RtviFrame Transcription(string text, string userId, DateTimeOffset time, bool isFinal) =>
        RtviFrame.Create(
            "user-transcription",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("text"u8, text);
                json.WriteString("user_id"u8, userId);
                json.WriteString(
                    "timestamp"u8,
                    time.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture)
                );
                json.WriteBoolean("final"u8, isFinal);
                json.WriteEndObject();
            }
        );

    public static RtviFrame Response(ServerResponseFrame response) =>
        RtviFrame.Create(
            "server-response",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("t"u8, response.Type);
                if (response.Data is not null)
                {
                    json.WritePropertyName("d"u8);
                    WriteJson(json, response.Data);
                }

                json.WriteEndObject();
            },
            response.RequestId
        );

    /// <summary>A message whose data is the application's JSON.</summary>
    public static RtviFrame Raw(string type, string data) => RtviFrame.Create(type, json => WriteJson(json, data));

    public static RtviFrame Command(UiCommandFrame command) =>
        RtviFrame.Create(
            "ui-command",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("command"u8, command.Command);
                json.WritePropertyName("payload"u8);
                WriteJson(json, command.Payload);
                json.WriteEndObject();
            }
        );

    public static RtviFrame CallStarted(ToolCallStartedFrame call) =>
        RtviFrame.Create(
            "llm-function-call-started",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("function_name"u8, call.Name);
                json.WriteEndObject();
            }
        );

    public static RtviFrame CallInProgress(ToolCallStartedFrame call, ToolEventDetail detail) =>
        RtviFrame.Create(
            "llm-function-call-in-progress",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("tool_call_id"u8, call.CallId);
                json.WriteString("function_name"u8, call.Name);
                if (detail == ToolEventDetail.Full)
                {
                    json.WritePropertyName("arguments"u8);
                    WriteJson(json, call.Arguments);
                }

                json.WriteEndObject();
            }
        );

    public static RtviFrame CallStopped(ToolCallEndedFrame call, ToolEventDetail detail) =>
        RtviFrame.Create(
            "llm-function-call-stopped",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("tool_call_id"u8, call.CallId);
                json.WriteBoolean("cancelled"u8, call.Outcome is ToolCallOutcome.Cancelled or ToolCallOutcome.Timeout);
                json.WriteString("function_name"u8, call.Name);
                if (detail == ToolEventDetail.Full && call.Result.Length > 0)
                {
                    json.WritePropertyName("result"u8);
                    WriteJson(json, call.Result);
                }

                json.WriteEndObject();
            }
        );

    public static RtviFrame Metrics(TurnLatency latency) =>
        RtviFrame.Create(
            "metrics",
            json =>
            {
                json.WriteStartObject();
                WriteValues(json, "ttfb", ("stt", latency.Stt), ("llm", latency.Llm), ("tts", latency.Tts));
                WriteValues(json, "processing", ("vad", latency.Vad), ("turn", latency.Turn), ("total", latency.Total));
                json.WriteEndObject();
            }
        );

    public static RtviFrame Tokens(LlmUsageFrame usage) =>
        RtviFrame.Create(
            "metrics",
            json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("tokens"u8);
                json.WriteStartObject();
                json.WriteNumber("prompt_tokens"u8, usage.InputTokens);
                json.WriteNumber("completion_tokens"u8, usage.OutputTokens);
                json.WriteNumber("total_tokens"u8, usage.InputTokens + usage.OutputTokens);
                if (usage.CachedInputTokens is { } cached)
                {
                    json.WriteNumber("cache_read_input_tokens"u8, cached);
                }

                if (usage.ReasoningTokens is { } reasoning)
                {
                    json.WriteNumber("reasoning_tokens"u8, reasoning);
                }

                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            }
        );

    public static RtviFrame Characters(int spoken) =>
        RtviFrame.Create(
            "metrics",
            json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("characters"u8);
                json.WriteStartObject();
                json.WriteString("processor"u8, "tts"u8);
                json.WriteNumber("value"u8, spoken);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            }
        );

    private static void WriteValues(Utf8JsonWriter json, string name, params ReadOnlySpan<(string, TimeSpan)> values)
    {
        json.WriteStartArray(name);
        foreach (var (processor, value) in values)
        {
            json.WriteStartObject();
            json.WriteString("processor"u8, processor);
            json.WriteNumber("value"u8, value.TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes an application's JSON as it is; what is none goes as a string.</summary>
    private static void WriteJson(Utf8JsonWriter json, string text)
    {
        if (IsJson(text))
        {
            json.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
