using System.Text.Json;
using System.Text.Unicode;
using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>
/// Reads what clients send. It throws nothing, whatever the bytes are, and allocates little more than what it returns.
/// See <c>docs/reference/ws-assistant.md</c>.
/// </summary>
internal static class ClientMessageReader
{
    /// <summary>Reads a binary message: PCM without a header.</summary>
    public static ClientMessage ReadBinary(ReadOnlySpan<byte> pcm) =>
        pcm.Length % 2 != 0
            ? OddLength("The binary message", pcm.Length)
            : new ClientMessage(ClientMessageKind.Audio) { Audio = pcm.ToArray(), IsBinary = true };

    /// <summary>Reads a text message.</summary>
    public static ClientMessage Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return Utf8.IsValid(json) ? ReadUtf8(json) : NotJson();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Broken JSON, or half a surrogate pair escaped in a string.
            return NotJson();
        }
    }

    private static ClientMessage ReadUtf8(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonFields.Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return NotJson();
        }

        // The type mostly comes first, so finding it costs three tokens; then the message is read once more from its start.
        var body = reader;
        while (JsonFields.Next(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                return reader.TokenType == JsonTokenType.String
                    ? ReadBody(in reader, ref body)
                    : Wrong("type must be a string.");
            }

            reader.Skip();
        }

        return Wrong("The message has no type.");
    }

    private static ClientMessage ReadBody(in Utf8JsonReader type, ref Utf8JsonReader body)
    {
        if (type.ValueTextEquals("audio"u8))
        {
            return ReadAudio(ref body);
        }

        if (type.ValueTextEquals("played"u8))
        {
            return ReadPlayed(ref body);
        }

        if (type.ValueTextEquals("text"u8))
        {
            var text = JsonFields.FindText(ref body, "text"u8);
            return string.IsNullOrWhiteSpace(text)
                ? Wrong("text needs text: a string that is not empty.")
                : new ClientMessage(ClientMessageKind.Text) { Text = text };
        }

        if (type.ValueTextEquals("ping"u8))
        {
            return new ClientMessage(ClientMessageKind.Ping) { Number = JsonFields.FindInteger(ref body, "id"u8) };
        }

        if (type.ValueTextEquals("end"u8))
        {
            JsonFields.SkipRest(ref body);
            return new ClientMessage(ClientMessageKind.End);
        }

        if (type.ValueTextEquals("auth"u8) || type.ValueTextEquals("start"u8))
        {
            return HelloReader.Read(ref body);
        }

        return type.ValueTextEquals("resume"u8)
            ? HelloReader.ReadResume(ref body)
            : ClientMessage.Wrong(
                ErrorCodes.UnknownType,
                "The type is not known; known are auth, start, resume, audio, text, played, end and ping."
            );
    }

    private static ClientMessage ReadPlayed(ref Utf8JsonReader reader)
    {
        long? samples = null;
        long? sequence = 0;
        while (JsonFields.Next(ref reader))
        {
            if (reader.ValueTextEquals("samples"u8))
            {
                samples = JsonFields.Integer(ref reader);
            }
            else if (reader.ValueTextEquals("seq"u8))
            {
                sequence = JsonFields.Integer(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        if (samples is not >= 0)
        {
            return Wrong("played needs samples: an integer, 0 or more.");
        }

        return sequence is >= 0
            ? new ClientMessage(ClientMessageKind.Played) { Number = samples, Sequence = sequence.Value }
            : Wrong("seq must be an integer, 0 or more.");
    }

    private static ClientMessage ReadAudio(ref Utf8JsonReader reader)
    {
        ReadOnlyMemory<byte>? audio = null;
        var present = false;
        var rate = 0;
        while (JsonFields.Next(ref reader))
        {
            if (reader.ValueTextEquals("audio_data"u8))
            {
                reader.Read();
                present = true;
                audio = Base64Audio.Decode(ref reader);
            }
            else if (reader.ValueTextEquals("sample_rate"u8))
            {
                if (!HelloReader.TryReadRate(ref reader, out rate))
                {
                    return HelloReader.WrongRate("sample_rate");
                }
            }
            else
            {
                reader.Skip();
            }
        }

        if (!present)
        {
            return Wrong("audio needs audio_data: base64 of 16-bit PCM.");
        }

        if (audio is not { } pcm)
        {
            return ClientMessage.Wrong(
                ErrorCodes.InvalidAudio,
                "audio_data is not base64 (a string in the standard alphabet, padded)."
            );
        }

        return pcm.Length % 2 != 0
            ? OddLength("audio_data", pcm.Length)
            : new ClientMessage(ClientMessageKind.Audio) { Audio = pcm, SampleRate = rate };
    }

    private static ClientMessage NotJson() =>
        Wrong("The message is not a JSON object; send one such as {\"type\":\"text\",\"text\":\"hello\"}.");

    private static ClientMessage Wrong(string message) => ClientMessage.Wrong(ErrorCodes.InvalidMessage, message);

    private static ClientMessage OddLength(string what, int bytes) =>
        ClientMessage.Wrong(
            ErrorCodes.InvalidAudio,
            $"{what} holds {bytes} bytes; 16-bit samples need an even number."
        );
}
