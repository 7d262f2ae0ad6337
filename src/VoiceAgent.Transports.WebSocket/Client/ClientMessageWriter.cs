using System.Text.Json;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Client;

/// <summary>Writes what a client says, one method per type of message. See <c>docs/reference/ws-assistant.md</c>.</summary>
internal static class ClientMessageWriter
{
    public static void Hello(Utf8JsonWriter json, AssistantClientOptions options)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, options.Token is null ? "start"u8 : "auth"u8);
        WriteHello(json, options);
        if (options.Resumes)
        {
            json.WriteBoolean("resumable"u8, true);
        }

        json.WriteEndObject();
    }

    public static void Resume(Utf8JsonWriter json, AssistantClientOptions options, string token, ResumePoint point)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "resume"u8);
        json.WriteString("resume_token"u8, token);
        json.WriteNumber("seq"u8, point.Sequence);
        json.WriteNumber("position"u8, point.Position);
        WriteHello(json, options);
        json.WriteEndObject();
    }

    public static void Text(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    public static void Played(Utf8JsonWriter json, long samples, long sequence = 0)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "played"u8);
        json.WriteNumber("samples"u8, samples);
        if (sequence > 0)
        {
            json.WriteNumber("seq"u8, sequence);
        }

        json.WriteEndObject();
    }

    public static void Ping(Utf8JsonWriter json, long id)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "ping"u8);
        json.WriteNumber("id"u8, id);
        json.WriteEndObject();
    }

    public static void End(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "end"u8);
        json.WriteEndObject();
    }

    /// <summary>What is written, as bytes of the caller's own.</summary>
    public static byte[] Encode(Action<Utf8JsonWriter> write)
    {
        var message = new PooledBuffer();
        var json = JsonScratch.Begin(message);
        write(json);
        json.Flush();
        var bytes = message.Written.ToArray();
        message.Release();
        return bytes;
    }

    private static void WriteHello(Utf8JsonWriter json, AssistantClientOptions options)
    {
        if (options.Token is not null)
        {
            json.WriteString("token"u8, options.Token);
        }

        if (options.Agent is not null)
        {
            json.WriteString("agent"u8, options.Agent);
        }

        json.WriteString("audio"u8, options.BinaryAudio ? "binary"u8 : "base64"u8);
        json.WriteNumber("input_sample_rate"u8, options.Input.SampleRate);
        json.WriteNumber("output_sample_rate"u8, options.Output.SampleRate);
        json.WriteBoolean("reports_playback"u8, options.ReportsPlayback);
        json.WriteBoolean("can_clear"u8, options.CanClear);
    }
}
