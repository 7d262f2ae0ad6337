using System.Text.Json;

namespace VoiceAgent.Transports.WebSockets.Rtvi;

/// <summary>The fields of a JSON object, read by name; a field of another type counts as absent, as does one that is null.</summary>
internal readonly struct RtviFields(JsonElement? data)
{
    /// <summary>A string.</summary>
    public string? Text(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>An array of strings; null when it is not, or when any is something else.</summary>
    public List<string>? Texts(string name)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array } array)
        {
            return null;
        }

        var texts = new List<string>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            texts.Add(item.GetString()!);
        }

        return texts;
    }

    /// <summary>An integer; zero when it is none.</summary>
    public int Integer(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : 0;

    /// <summary>Reads true or false; false when it is there and is neither.</summary>
    public bool TryFlag(string name, bool missing, out bool flag)
    {
        var value = Find(name);
        flag = value is { ValueKind: JsonValueKind.True } || (value is null && missing);
        return value is null or { ValueKind: JsonValueKind.True or JsonValueKind.False };
    }

    /// <summary>An object.</summary>
    public JsonElement? Object(string name) => Find(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>Any value, as JSON.</summary>
    public string? Json(string name) => Find(name)?.GetRawText();

    private JsonElement? Find(string name) =>
        data is { ValueKind: JsonValueKind.Object } fields
        && fields.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
