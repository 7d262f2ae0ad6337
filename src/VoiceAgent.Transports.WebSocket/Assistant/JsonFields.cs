using System.Text.Json;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>Reads the properties of one flat JSON object, in any order, skipping what is not known.</summary>
internal static class JsonFields
{
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 16 };

    /// <summary>Moves to the next property of the outermost object; false at its end, which must be the end of the message.</summary>
    /// <exception cref="JsonException">The message is not JSON, or something follows the object.</exception>
    public static bool Next(ref Utf8JsonReader reader)
    {
        if (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            return true;
        }

        reader.Read();
        return false;
    }

    /// <summary>Reads over the rest of the object.</summary>
    public static void SkipRest(ref Utf8JsonReader reader)
    {
        while (Next(ref reader))
        {
            reader.Skip();
        }
    }

    /// <summary>Moves to the property's value; the string there, or null with the value skipped when it is none.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    /// <summary>Moves to the property's value; the integer there, or null with the value skipped when it is none.</summary>
    public static long? Integer(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt64(out var value) ? value : null;
        }

        reader.Skip();
        return null;
    }

    /// <summary>Moves to the property's value; true or false there, or null with the value skipped when it is neither.</summary>
    public static bool? Flag(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.GetBoolean();
        }

        reader.Skip();
        return null;
    }

    /// <summary>Reads the whole object and returns the integer of that name, or null.</summary>
    public static long? FindInteger(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        long? number = null;
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals(name))
            {
                number = Integer(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return number;
    }

    /// <summary>Reads the whole object and returns the string of that name, or null.</summary>
    public static string? FindText(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        string? text = null;
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals(name))
            {
                text = Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return text;
    }
}
