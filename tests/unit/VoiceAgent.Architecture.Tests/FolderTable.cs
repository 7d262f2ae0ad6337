namespace VoiceAgent.Architecture;

/// <summary>
/// Which folders of VoiceAgent.Pipeline a folder may use. A change here is a change of the design: its reasons go to
/// docs/decisions.
/// </summary>
internal static class FolderTable
{
    private static readonly string[] Stage = ["Audio", "Frames", "Processors", "Telemetry", "Text"];

    private static readonly string[] BelowSessions =
    [
        .. Stage,
        "Pipelines",
        "Vad",
        "Stt",
        "Tts",
        "Turns",
        "Transports",
        "Llm",
        "Serializers",
        "Observers",
        "Pooling",
        "Resilience",
        "Caching",
        "SpeechToSpeech",
    ];

    private static readonly Dictionary<string, string[]> Rows = new(StringComparer.Ordinal)
    {
        ["Errors"] = [],
        ["Audio"] = [],
        ["Telemetry"] = [],
        ["Text"] = [],
        ["Frames"] = ["Audio"],
        ["Processors"] = ["Frames", "Telemetry"],
        ["Pipelines"] = ["Frames", "Processors", "Telemetry"],
        ["Vad"] = Stage,
        ["Stt"] = Stage,
        ["Tts"] = Stage,
        ["Turns"] = Stage,
        ["Transports"] = Stage,
        ["Llm"] = ["Frames", "Processors", "Telemetry", "Text"],
        ["Serializers"] = ["Audio", "Frames"],
        ["Observers"] = ["Frames", "Processors", "Telemetry"],
        ["Pooling"] = [.. Stage, "Stt", "Tts"],
        ["Resilience"] = [.. Stage, "Stt", "Tts", "Llm"],
        ["Caching"] = [.. Stage, "Stt", "Tts", "Llm"],
        ["SpeechToSpeech"] = [.. Stage, "Stt", "Tts", "Llm"],
        ["Sessions"] = BelowSessions,
        ["Recording"] = [.. BelowSessions, "Sessions"],
        ["DependencyInjection"] = [.. BelowSessions, "Sessions", "Recording"],
    };

    public static bool Knows(string folder) => Rows.ContainsKey(folder);

    /// <summary>True when code in <paramref name="folder"/> may name what is in <paramref name="used"/>.</summary>
    public static bool Allows(string folder, string used) =>
        string.Equals(folder, used, StringComparison.Ordinal)
        || used is "Errors"
        || (Rows.TryGetValue(folder, out var allowed) && allowed.Contains(used, StringComparer.Ordinal));

    /// <summary>The row as a sentence, for messages.</summary>
    public static string Describe(string folder) =>
        Rows.TryGetValue(folder, out var allowed) && allowed.Length > 0
            ? $"{folder} may use {string.Join(", ", allowed)} and Errors"
            : $"{folder} may use Errors only";
}
