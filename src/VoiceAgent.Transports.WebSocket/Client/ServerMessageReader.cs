using System.Text.Json;
using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Client;

/// <summary>Reads the server's text messages.</summary>
internal static class ServerMessageReader
{
    /// <summary>Reads a message; null for a type this version does not know.</summary>
    /// <exception cref="VoiceAgentException">It is not a message of this protocol.</exception>
    public static ServerMessage? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var message = Read(document.RootElement);
            return document.RootElement.TryGetProperty("seq", out var sequence) && message is not null
                ? message with
                {
                    Sequence = sequence.GetInt64(),
                }
                : message;
        }
        catch (Exception exception)
            when (exception
                    is JsonException
                        or InvalidOperationException
                        or FormatException
                        or OverflowException
                        or KeyNotFoundException
            )
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidMessage,
                "The server sent something that is no message of the assistant protocol; check its address and version.",
                exception
            );
        }
    }

    private static ServerMessage? Read(JsonElement message) =>
        Text(message, "type") switch
        {
            "ready" => Ready(message),
            "resumed" => new ServerResumed(
                message.GetProperty("received_samples").GetInt64(),
                message.GetProperty("received_texts").GetInt64(),
                Flag(message, "complete"),
                Resume(message) ?? throw new KeyNotFoundException()
            ),
            "transcript" => new ServerTranscript(
                Text(message, "text"),
                Flag(message, "final"),
                Flag(message, "rejected")
            ),
            "turn" => new ServerTurn(Text(message, "text"), Flag(message, "typed"), Flag(message, "rejected")),
            "response" => new ServerResponse(Response(message), Text(message, "text"), Flag(message, "final")),
            "heard" => new ServerHeard(
                Response(message),
                Text(message, "text"),
                Flag(message, "final"),
                Flag(message, "interrupted")
            ),
            "mark" => new ServerMark(Response(message), message.GetProperty("position").GetInt64()),
            "audio" => new ServerAudio(
                message.GetProperty("audio_data").GetBytesFromBase64(),
                Response(message),
                message.GetProperty("position").GetInt64()
            ),
            "clear" => new ServerClear(Response(message)),
            "state" => new ServerState(Text(message, "state")),
            "tool" => new ServerTool(
                Text(message, "call_id"),
                Text(message, "name"),
                Text(message, "status"),
                OptionalText(message, "arguments"),
                OptionalText(message, "result")
            ),
            "latency" => Latency(message),
            "error" => new ServerError(Text(message, "code"), Text(message, "message"), Flag(message, "fatal")),
            "pong" => new ServerPong(message.TryGetProperty("id", out var id) ? id.GetInt64() : null),
            "bye" => new ServerBye(Text(message, "reason")),
            _ => null,
        };

    private static ServerReady Ready(JsonElement message) =>
        new(
            message.GetProperty("protocol").GetInt32(),
            Text(message, "session_id"),
            Text(message, "agent"),
            Text(message, "audio") == "binary",
            message.GetProperty("input_sample_rate").GetInt32(),
            message.GetProperty("output_sample_rate").GetInt32(),
            [
                .. message
                    .GetProperty("notices")
                    .EnumerateArray()
                    .Select(notice => new SessionNotice(Text(notice, "code"), Text(notice, "message"))),
            ]
        )
        {
            Resume = Resume(message),
        };

    private static ResumeOffer? Resume(JsonElement message) =>
        message.TryGetProperty("resume", out var offer)
            ? new ResumeOffer(Text(offer, "token"), TimeSpan.FromMilliseconds(offer.GetProperty("grace_ms").GetInt64()))
            : null;

    private static ServerLatency Latency(JsonElement message) =>
        new(
            Response(message),
            Milliseconds(message.GetProperty("total_ms")),
            [
                .. message
                    .GetProperty("parts_ms")
                    .EnumerateObject()
                    .Select(part => KeyValuePair.Create(part.Name, Milliseconds(part.Value))),
            ]
        )
        {
            Playout = message.TryGetProperty("playout_ms", out var playout) ? Milliseconds(playout) : null,
        };

    private static string Text(JsonElement message, string name) => message.GetProperty(name).GetString() ?? "";

    private static string? OptionalText(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool Flag(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.GetBoolean();

    private static ResponseId Response(JsonElement message) => new(message.GetProperty("response_id").GetInt64());

    private static TimeSpan Milliseconds(JsonElement value) =>
        new((long)Math.Round(value.GetDecimal() * TimeSpan.TicksPerMillisecond));
}
