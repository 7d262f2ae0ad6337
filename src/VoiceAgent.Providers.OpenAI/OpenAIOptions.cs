using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VoiceAgent.Providers.OpenAI.Realtime;

namespace VoiceAgent.Providers.OpenAI;

/// <summary>How OpenAI, or a server that speaks its language, is used. What is null comes from <see cref="Preset"/>.</summary>
public sealed class OpenAIOptions
{
    /// <summary>The key; null takes the environment's <c>OPENAI_API_KEY</c>, or the preset's variable. Never logged.</summary>
    public string? ApiKey { get; set; }

    /// <summary>A server by its name: one of <see cref="OpenAIPresets.All"/>. Null is OpenAI itself.</summary>
    public string? Preset { get; set; }

    /// <summary>Address of the server up to <c>/v1</c>.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Model that answers.</summary>
    public string? ChatModel { get; set; }

    /// <summary>
    /// Which interface of the server answers. Default <see cref="ChatApi.Completions"/>, which all servers have.
    /// </summary>
    public ChatApi Api { get; set; }

    /// <summary>
    /// True lets OpenAI keep conversations on its servers, where its site shows them. Only with <see cref="ChatApi.Responses"/>. Default false:
    /// what people say is theirs.
    /// </summary>
    public bool StoresResponses { get; set; }

    /// <summary>Model that hears: <c>gpt-4o-transcribe</c>, <c>gpt-4o-mini-transcribe</c>, <c>whisper-1</c>.</summary>
    public string? TranscriptionModel { get; set; }

    /// <summary>How speech is sent to it. Default <see cref="TranscriptionMode.File"/>.</summary>
    public TranscriptionMode Transcription { get; set; }

    /// <summary>Told to the recogniser: names and words that will come up. Default none.</summary>
    public string? TranscriptionPrompt { get; set; }

    /// <summary>How freely the recogniser guesses, 0 to 1. Null, the default, leaves it to the server.</summary>
    [Range(0.0, 1.0)]
    public double? TranscriptionTemperature { get; set; }

    /// <summary>Model that speaks.</summary>
    public string? SpeechModel { get; set; }

    /// <summary>Voice of sessions that name none.</summary>
    public string? Voice { get; set; }

    /// <summary>How it is spoken, in words, for models that listen to it. Default none.</summary>
    public string? SpeechInstructions { get; set; }

    /// <summary>How fast it speaks, 0.25 to 4. Null, the default, leaves it to the server.</summary>
    [Range(0.25, 4.0)]
    public double? Speed { get; set; }

    /// <summary>How the speech-to-speech model is used.</summary>
    [ValidateObjectMembers]
    public OpenAIRealtimeOptions Realtime { get; set; } = new();
}

/// <summary>Which interface of the server answers.</summary>
public enum ChatApi
{
    /// <summary>Chat completions.</summary>
    Completions,

    /// <summary>Responses.</summary>
    Responses,
}

/// <summary>How speech is sent to the recogniser.</summary>
public enum TranscriptionMode
{
    /// <summary>Each segment as a file; one final text.</summary>
    File,

    /// <summary>Each segment as a file; the text comes word by word (not with <c>whisper-1</c>).</summary>
    Streamed,

    /// <summary>Over the realtime socket while the user speaks.</summary>
    Live,
}
