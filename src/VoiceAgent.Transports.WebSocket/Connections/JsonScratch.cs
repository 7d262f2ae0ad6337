using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>One JSON writer per thread: writing a message is synchronous, so nobody holds it across a wait.</summary>
internal static class JsonScratch
{
    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    /// <summary>The thread's writer, set to write into <paramref name="output"/>; flush it when done.</summary>
    public static Utf8JsonWriter Begin(IBufferWriter<byte> output)
    {
        if (t_writer is null)
        {
            // Relaxed: the text goes into a WebSocket message, never into a page, and stays readable in every language.
            return t_writer = new Utf8JsonWriter(
                output,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            );
        }

        t_writer.Reset(output);
        return t_writer;
    }
}
