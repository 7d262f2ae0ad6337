using System.Text.Json;
using VoiceAgent.Frames;
using VoiceAgent.Observers;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>Writes what the server says, one method per type of message. See <c>docs/reference/ws-assistant.md</c>.</summary>
internal static class ServerMessageWriter
{
    public const int ProtocolVersion = 1;

    public static void Ready(Utf8JsonWriter json, string sessionId, AssistantHello hello, SessionReadyFrame ready)
    {
        Start(json, "ready"u8);
        json.WriteNumber("protocol"u8, ProtocolVersion);
        json.WriteString("session_id"u8, sessionId);
        json.WriteString("agent"u8, ready.Agent);
        json.WriteString("audio"u8, hello.BinaryAudio ? "binary"u8 : "base64"u8);
        json.WriteNumber("input_sample_rate"u8, hello.Input.SampleRate);
        json.WriteNumber("output_sample_rate"u8, hello.Output.SampleRate);
        json.WriteStartArray("notices"u8);
        foreach (var notice in ready.Notices)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, notice.Code);
            json.WriteString("message"u8, notice.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Transcript(Utf8JsonWriter json, string text, bool isFinal, bool rejected)
    {
        Start(json, "transcript"u8);
        json.WriteString("text"u8, text);
        json.WriteBoolean("final"u8, isFinal);
        WriteIfTrue(json, "rejected"u8, rejected);
        json.WriteEndObject();
    }

    public static void Turn(Utf8JsonWriter json, UserTurnFrame turn)
    {
        Start(json, "turn"u8);
        json.WriteString("text"u8, turn.Text);
        WriteIfTrue(json, "typed"u8, turn.Typed);
        WriteIfTrue(json, "rejected"u8, turn.Rejected);
        json.WriteEndObject();
    }

    public static void Response(Utf8JsonWriter json, ResponseId response, string text, bool isFinal)
    {
        Start(json, "response"u8, response);
        json.WriteString("text"u8, text);
        WriteIfTrue(json, "final"u8, isFinal);
        json.WriteEndObject();
    }

    public static void Heard(Utf8JsonWriter json, BotHeardFrame heard)
    {
        Start(json, "heard"u8, heard.Response);
        json.WriteString("text"u8, heard.Text);
        json.WriteBoolean("final"u8, heard.IsFinal);
        if (heard.IsFinal)
        {
            json.WriteBoolean("interrupted"u8, heard.Interrupted);
        }

        json.WriteEndObject();
    }

    public static void Audio(Utf8JsonWriter json, in MediaOutput audio)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "audio"u8);
        json.WriteBase64String("audio_data"u8, audio.Pcm.Span);
        json.WriteNumber("response_id"u8, audio.ResponseId.Value);
        json.WriteNumber("position"u8, audio.Position);
        json.WriteEndObject();
    }

    public static void Mark(Utf8JsonWriter json, in MediaOutput audio)
    {
        Start(json, "mark"u8, audio.ResponseId);
        json.WriteNumber("position"u8, audio.Position);
        json.WriteEndObject();
    }

    public static void Clear(Utf8JsonWriter json, ResponseId through)
    {
        Start(json, "clear"u8, through);
        json.WriteEndObject();
    }

    public static void State(Utf8JsonWriter json, SessionState state)
    {
        Start(json, "state"u8);
        json.WriteString(
            "state"u8,
            state switch
            {
                SessionState.UserSpeaking => "user_speaking"u8,
                SessionState.Thinking => "thinking"u8,
                SessionState.Speaking => "speaking"u8,
                _ => "listening"u8,
            }
        );
        json.WriteEndObject();
    }

    public static void ToolStarted(Utf8JsonWriter json, ToolCallStartedFrame call, bool details)
    {
        Start(json, "tool"u8);
        json.WriteString("call_id"u8, call.CallId);
        json.WriteString("name"u8, call.Name);
        json.WriteString("status"u8, "started"u8);
        if (details)
        {
            json.WriteString("arguments"u8, call.Arguments);
        }

        json.WriteEndObject();
    }

    public static void ToolEnded(Utf8JsonWriter json, ToolCallEndedFrame call, bool details)
    {
        Start(json, "tool"u8);
        json.WriteString("call_id"u8, call.CallId);
        json.WriteString("name"u8, call.Name);
        json.WriteString(
            "status"u8,
            call.Outcome switch
            {
                ToolCallOutcome.Result => "result"u8,
                ToolCallOutcome.Timeout => "timeout"u8,
                ToolCallOutcome.Cancelled => "cancelled"u8,
                _ => "error"u8,
            }
        );
        if (details)
        {
            json.WriteString("result"u8, call.Result);
        }

        json.WriteEndObject();
    }

    public static void Latency(Utf8JsonWriter json, TurnLatency latency)
    {
        Start(json, "latency"u8, latency.Response);
        json.WriteNumber("total_ms"u8, Milliseconds(latency.Total));
        json.WriteStartObject("parts_ms"u8);
        foreach (var (name, time) in latency.Parts)
        {
            json.WriteNumber(name, Milliseconds(time));
        }

        json.WriteEndObject();
        if (latency.Playout is { } playout)
        {
            json.WriteNumber("playout_ms"u8, Milliseconds(playout));
        }

        json.WriteEndObject();
    }

    public static void Error(Utf8JsonWriter json, ErrorFrame error)
    {
        Start(json, "error"u8);
        json.WriteString("code"u8, error.Code);
        json.WriteString("message"u8, error.Message);
        json.WriteBoolean("fatal"u8, error.IsFatal);
        json.WriteEndObject();
    }

    public static void Pong(Utf8JsonWriter json, long? id)
    {
        Start(json, "pong"u8);
        if (id is { } number)
        {
            json.WriteNumber("id"u8, number);
        }

        json.WriteEndObject();
    }

    public static void Bye(Utf8JsonWriter json, string reason)
    {
        Start(json, "bye"u8);
        json.WriteString("reason"u8, reason);
        json.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter json, ReadOnlySpan<byte> type)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
    }

    private static void Start(Utf8JsonWriter json, ReadOnlySpan<byte> type, ResponseId response)
    {
        Start(json, type);
        json.WriteNumber("response_id"u8, response.Value);
    }

    private static void WriteIfTrue(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, value);
        }
    }

    /// <summary>Not rounded, so that the parts add up.</summary>
    private static decimal Milliseconds(TimeSpan time) => time.Ticks / (decimal)TimeSpan.TicksPerMillisecond;
}
