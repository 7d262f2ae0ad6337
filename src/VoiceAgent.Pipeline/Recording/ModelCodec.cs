using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Llm;

namespace VoiceAgent.Recording;

/// <summary>What models and tools answer, as bytes.</summary>
internal static class ModelCodec
{
    private static readonly JsonTypeInfo<ChatResponseUpdate> Update = TypeInfo<ChatResponseUpdate>();
    private static readonly JsonTypeInfo<ChatResponse> Response = TypeInfo<ChatResponse>();

    private enum ResultKind : byte
    {
        Null,
        Text,
        Json,
    }

    /// <summary>What a tool asks of the session is written behind the kinds of results.</summary>
    private const byte FirstRequest = 16;

    public static ReadOnlyMemory<byte> Write(ChatResponseUpdate? update)
    {
        var writer = new PayloadWriter();
        if (update is null)
        {
            return default;
        }

        writer.Bytes(JsonSerializer.SerializeToUtf8Bytes(update, Update));

        // Arguments that could not be read: the exception is not part of the JSON.
        writer.Number(update.Contents.Count(IsBroken));
        foreach (var (index, _) in update.Contents.Index().Where(content => IsBroken(content.Item)))
        {
            writer.Number(index);
        }

        return writer.Written;
    }

    public static ChatResponseUpdate? ReadUpdate(ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
        {
            return null;
        }

        var reader = new PayloadReader(data);
        var update = Deserialize(reader.Bytes(), Update);
        for (var left = reader.Count(); left > 0; left--)
        {
            if (update.Contents.ElementAtOrDefault(reader.Count()) is FunctionCallContent call)
            {
                call.Exception = new JsonException();
            }
        }

        return update;
    }

    public static ReadOnlyMemory<byte> Write(ChatResponse response) =>
        JsonSerializer.SerializeToUtf8Bytes(response, Response);

    public static ChatResponse ReadResponse(ReadOnlyMemory<byte> data) => Deserialize(data, Response);

    /// <summary>A tool's result, as the model is told it.</summary>
    public static ReadOnlyMemory<byte> WriteResult(object? result)
    {
        var writer = new PayloadWriter();
        var (kind, text) = result switch
        {
            null => (ResultKind.Null, null),
            JsonElement json => (ResultKind.Json, json.GetRawText()),
            _ => (ResultKind.Text, result.ToString() ?? ""),
        };
        writer.Byte((byte)kind);
        writer.Text(text);
        return writer.Written;
    }

    /// <summary>What a tool asks of the session.</summary>
    public static ReadOnlyMemory<byte> Write(ToolRequest request, string text)
    {
        var writer = new PayloadWriter();
        writer.Byte((byte)(FirstRequest + (int)request));
        writer.Text(text);
        return writer.Written;
    }

    /// <summary>Reads what a tool asks for.</summary>
    /// <returns>False when it is its result.</returns>
    public static bool TryReadRequest(ReadOnlyMemory<byte> data, out ToolRequest request, out string text)
    {
        var reader = new PayloadReader(data);
        request = (ToolRequest)(reader.Byte() - FirstRequest);
        text = reader.TextOrNull() ?? "";
        return request is >= ToolRequest.Say and <= ToolRequest.End;
    }

    public static object? ReadResult(ReadOnlyMemory<byte> data)
    {
        var reader = new PayloadReader(data);
        var (kind, text) = ((ResultKind)reader.Byte(), reader.TextOrNull());
        return kind == ResultKind.Json ? Deserialize(text ?? "") : text;
    }

    private static bool IsBroken(AIContent content) => content is FunctionCallContent { Exception: not null };

    private static JsonTypeInfo<T> TypeInfo<T>() =>
        (JsonTypeInfo<T>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));

    private static T Deserialize<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json.Span, type) ?? throw PayloadReader.Broken();
        }
        catch (JsonException exception)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidRecording,
                "A model's answer in the recording is broken.",
                exception
            );
        }
    }

    private static JsonElement Deserialize(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidRecording,
                "A tool's result in the recording is broken.",
                exception
            );
        }
    }
}
