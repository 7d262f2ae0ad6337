using System.Text.Json.Nodes;

namespace VoiceAgent.Providers.ElevenLabs.Speech;

/// <summary>Settings of a voice in the vendor's words.</summary>
internal static class ElevenLabsVoiceSettings
{
    public static JsonObject From(ElevenLabsOptions options) =>
        new()
        {
            ["stability"] = options.Stability,
            ["similarity_boost"] = options.Similarity,
            ["style"] = options.Style,
            ["use_speaker_boost"] = options.SpeakerBoost,
            ["speed"] = options.Speed,
        };

    /// <summary>The language as a part of a query; empty for models that find it by themselves and refuse to be told.</summary>
    public static string Language(string model, string? language) =>
        Code(model, language) is { } code ? $"&language_code={Uri.EscapeDataString(code)}" : "";

    /// <summary>The same as its code.</summary>
    public static string? Code(string model, string? language) =>
        language is null || model.Contains("multilingual", StringComparison.OrdinalIgnoreCase)
            ? null
            : language.Split('-')[0].ToLowerInvariant();
}
