using System.Text.Json;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Rtvi;

/// <summary>One RTVI message to a client, as JSON.</summary>
/// <param name="Json">UTF-8.</param>
internal sealed record RtviFrame(ReadOnlyMemory<byte> Json) : SystemFrame
{
    public const string Label = "rtvi-ai";

    [ThreadStatic]
    private static PooledBuffer? t_buffer;

    /// <summary>Makes a message.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="data">Writes its data, one JSON value; null leaves it out.</param>
    /// <param name="id">Id of the request it answers; null for none.</param>
    public static RtviFrame Create(string type, Action<Utf8JsonWriter>? data = null, string? id = null)
    {
        var buffer = t_buffer ??= new PooledBuffer();
        buffer.Clear();
        var json = JsonScratch.Begin(buffer);
        json.WriteStartObject();
        json.WriteString("label"u8, Label);
        json.WriteString("type"u8, type);
        if (id is not null)
        {
            json.WriteString("id"u8, id);
        }

        if (data is not null)
        {
            json.WritePropertyName("data"u8);
            data(json);
        }

        json.WriteEndObject();
        json.Flush();
        return new RtviFrame(buffer.Written.ToArray());
    }

    /// <summary>Says that something went wrong.</summary>
    public static RtviFrame Error(string message, bool fatal) =>
        Create(
            "error",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("error"u8, message);
                // Clients before 1.13.1 look here.
                json.WriteString("message"u8, message);
                json.WriteBoolean("fatal"u8, fatal);
                json.WriteEndObject();
            }
        );

    /// <summary>Says that a request failed.</summary>
    public static RtviFrame ErrorResponse(string id, string message) =>
        Create(
            "error-response",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("error"u8, message);
                json.WriteEndObject();
            },
            id
        );
}
