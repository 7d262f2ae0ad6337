using System.Text.Json;
using System.Text.Unicode;

namespace VoiceAgent.Transports.WebSockets.Rtvi;

/// <summary>One RTVI message of a client: checked as far as all types have it in common.</summary>
/// <param name="Type">What is asked for.</param>
/// <param name="Id">What an answer repeats.</param>
/// <param name="Data">An object, or nothing.</param>
internal sealed record RtviEnvelope(string Type, string Id, JsonElement? Data)
{
    /// <summary>Deep enough for the tree of a page.</summary>
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>Reads a message. Throws nothing.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="wrong">What is wrong with it; null when nothing is.</param>
    /// <returns>The message; null when it is wrong, or no RTVI message at all and to be ignored.</returns>
    public static RtviEnvelope? Read(ReadOnlySpan<byte> json, out string? wrong)
    {
        wrong = "not a JSON object";
        try
        {
            if (!Utf8.IsValid(json))
            {
                return null;
            }

            var reader = new Utf8JsonReader(json, Options);
            var message = JsonElement.ParseValue(ref reader);
            if (reader.Read() || message.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            return Check(message, out wrong);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            wrong = "broken or too deep JSON, or half a surrogate pair in a string";
            return null;
        }
    }

    private static RtviEnvelope? Check(JsonElement message, out string? wrong)
    {
        wrong = null;
        if (!message.TryGetProperty("label"u8, out var label) || !IsText(label) || !label.ValueEquals(RtviFrame.Label))
        {
            return null;
        }

        if (!message.TryGetProperty("type"u8, out var type) || !IsText(type))
        {
            wrong = "type must be a string";
        }
        else if (!message.TryGetProperty("id"u8, out var id) || !IsText(id))
        {
            wrong = "id must be a string";
        }
        else if (!message.TryGetProperty("data"u8, out var data) || data.ValueKind == JsonValueKind.Null)
        {
            return new RtviEnvelope(type.GetString()!, id.GetString()!, null);
        }
        else if (data.ValueKind != JsonValueKind.Object)
        {
            wrong = "data must be an object";
        }
        else
        {
            return new RtviEnvelope(type.GetString()!, id.GetString()!, data);
        }

        return null;
    }

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;
}
