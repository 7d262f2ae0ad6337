namespace VoiceAgent.Providers.OpenAI;

/// <summary>A server that speaks OpenAI's language, and what to ask of it.</summary>
/// <param name="Name">What <see cref="OpenAIOptions.Preset"/> calls it.</param>
/// <param name="BaseUrl">Where it listens unless told otherwise.</param>
public sealed record OpenAIPreset(string Name, string BaseUrl)
{
    /// <summary>Environment variable of its key; null when it needs none.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Model that answers; null when it cannot, or has to be told which it has.</summary>
    public string? ChatModel { get; init; }

    /// <summary>Model that hears; null when it cannot.</summary>
    public string? TranscriptionModel { get; init; }

    /// <summary>Model that speaks; null when it cannot.</summary>
    public string? SpeechModel { get; init; }

    /// <summary>Its voice.</summary>
    public string? Voice { get; init; }

    /// <summary>True for servers that know the limit of an answer only by its old name, <c>max_tokens</c>.</summary>
    public bool UsesMaxTokens { get; init; } = true;
}

/// <summary>The servers known by name.</summary>
public static class OpenAIPresets
{
    /// <summary>OpenAI itself first, then the others.</summary>
    public static IReadOnlyList<OpenAIPreset> All { get; } =
    [
        new("openai", "https://api.openai.com/v1")
        {
            KeyVariable = "OPENAI_API_KEY",
            ChatModel = "gpt-4o-mini",
            TranscriptionModel = "gpt-4o-mini-transcribe",
            SpeechModel = "gpt-4o-mini-tts",
            Voice = "alloy",
            UsesMaxTokens = false,
        },
        new("groq", "https://api.groq.com/openai/v1")
        {
            KeyVariable = "GROQ_API_KEY",
            ChatModel = "llama-3.3-70b-versatile",
            TranscriptionModel = "whisper-large-v3-turbo",
            UsesMaxTokens = false,
        },
        new("ollama", "http://localhost:11434/v1") { ChatModel = "llama3.2" },
        new("llamacpp", "http://localhost:8080/v1") { ChatModel = "default" },
        new("vllm", "http://localhost:8000/v1"),
        new("localai", "http://localhost:8080/v1")
        {
            ChatModel = "gpt-4",
            TranscriptionModel = "whisper-1",
            SpeechModel = "tts-1",
            Voice = "alloy",
        },
        new("speaches", "http://localhost:8000/v1")
        {
            TranscriptionModel = "Systran/faster-whisper-small",
            SpeechModel = "speaches-ai/Kokoro-82M-v1.0-ONNX",
            Voice = "af_heart",
        },
        new("kokoro", "http://localhost:8880/v1") { SpeechModel = "kokoro", Voice = "af_heart" },
    ];

    /// <summary>The preset of that name, in any case; null when there is none.</summary>
    public static OpenAIPreset? Find(string name) =>
        All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
