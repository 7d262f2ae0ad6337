using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceAgent.Providers.Scripted.Slots;

namespace VoiceAgent.Providers.Scripted.Dialogues;

/// <summary>What came back from a tool.</summary>
internal sealed class ToolOutcome
{
    private readonly JsonElement _result;

    private ToolOutcome(bool failed, JsonElement result) => (IsFailed, _result) = (failed, result);

    /// <summary>The tool was not there, not answered, or cancelled.</summary>
    public static ToolOutcome Failed { get; } = new(true, default);

    /// <summary>True when there is no result to speak of.</summary>
    public bool IsFailed { get; }

    /// <summary>
    /// Reads a result. It counts as failed when it carries an exception, is an object with an <c>error</c>, or a text that
    /// begins with "Error", which is how tool loops tell a model about errors and time-outs.
    /// </summary>
    public static ToolOutcome Read(FunctionResultContent content)
    {
        var result = ToJson(content.Result);
        var failed =
            content.Exception is not null
            || (
                result.ValueKind == JsonValueKind.Object
                && result.TryGetProperty("error", out var error)
                && error.ValueKind != JsonValueKind.Null
            )
            || (
                result.ValueKind == JsonValueKind.String
                && result.GetString()!.StartsWith("error", StringComparison.OrdinalIgnoreCase)
            );
        return new ToolOutcome(failed, result);
    }

    /// <summary>A value for a template: <c>result</c>, or <c>result.field</c>, as deep as the result goes.</summary>
    public SlotValue? Value(string path)
    {
        var element = _result;
        foreach (var field in path.Split('.').Skip(1))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(field, out element))
            {
                return null;
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => new SlotValue(element.GetString()!, element.GetString()!),
            JsonValueKind.Number => Number(element.GetDouble()),
            JsonValueKind.True => new SlotValue("true", "yes"),
            JsonValueKind.False => new SlotValue("false", "no"),
            _ => null,
        };
    }

    private static SlotValue Number(double value) =>
        new(value, Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture));

    private static JsonElement ToJson(object? result)
    {
        switch (result)
        {
            case null:
                return default;
            case JsonElement element:
                return element.ValueKind == JsonValueKind.String ? ParseText(element.GetString()!) : element;
            case string text:
                return ParseText(text);
        }

        return AIJsonUtilities.DefaultOptions.TryGetTypeInfo(result.GetType(), out var type)
            ? JsonSerializer.SerializeToElement(result, type)
            : ParseText(Convert.ToString(result, CultureInfo.InvariantCulture) ?? "");
    }

    private static JsonElement ParseText(string text)
    {
        if (text.AsSpan().TrimStart() is ['{' or '"', ..])
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                return document.RootElement.Clone();
            }
            catch (JsonException)
            {
                // Not JSON after all: a text that happens to begin like it.
            }
        }

        return JsonSerializer.SerializeToElement(text, ToolTextContext.Default.String);
    }
}
