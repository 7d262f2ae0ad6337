using System.Text.Json;
using VoiceAgent.Frames;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>Reads vendors' JSON without trust: what is missing or of another kind is null, nothing throws.</summary>
public static class JsonReading
{
    private const double MostSeconds = 1_000_000;

    /// <summary>A text of an object.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.Child(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A number of an object.</summary>
    public static double? Number(this JsonElement json, string name) =>
        json.Child(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number)
            ? number
            : null;

    /// <summary>Seconds of an object, as time.</summary>
    public static TimeSpan? Seconds(this JsonElement json, string name) =>
        json.Number(name) is { } seconds && seconds >= 0 && seconds < MostSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>True where an object says true.</summary>
    public static bool Is(this JsonElement json, string name) => json.Child(name) is { ValueKind: JsonValueKind.True };

    /// <summary>Anything of an object but null.</summary>
    public static JsonElement? Child(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    /// <summary>The items of a list of an object; none where it is something else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Child(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>Words with times, of a list of objects that have <c>start</c> and <c>end</c> in seconds. What is no word is left out.</summary>
    /// <param name="items">The list.</param>
    /// <param name="text">Names of the word's text; the first that is there counts.</param>
    public static IEnumerable<WordTiming> Words(this IEnumerable<JsonElement> items, params string[] text) =>
        from item in items
        let word = text.Select(name => item.Text(name)).FirstOrDefault(found => !string.IsNullOrEmpty(found))
        let start = item.Seconds("start")
        let end = item.Seconds("end")
        where word is not null && start is not null && end >= start
        select new WordTiming(word, start.Value, end.Value);

    /// <summary>Base64 of an object, as bytes; null where it is something else.</summary>
    public static byte[]? Bytes(this JsonElement json, string name) =>
        json.Child(name) is { ValueKind: JsonValueKind.String } value && value.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : null;
}
