using VoiceAgent.Llm;
using VoiceAgent.Turns;
using VoiceAgent.Vad;

namespace VoiceAgent.Hosting.Agents;

/// <summary>One agent of the configuration, section <c>VoiceAgent:Agents:NAME</c>.</summary>
public sealed class AgentOptions
{
    /// <summary><c>demo</c> for the built-in script, or the path of an agent file.</summary>
    public string? Script { get; set; }

    /// <summary>Name of a chat client, <c>openai</c> or <c>anthropic</c>, instead of a script.</summary>
    public string? Model { get; set; }

    /// <summary>
    /// Name of a model that hears and speaks by itself, <c>openai</c>, in the place of script, model, recogniser and voice. A voice that is named
    /// with <see cref="TextToSpeech"/> speaks the greeting and the like; without one the model does.
    /// </summary>
    public string? SpeechToSpeech { get; set; }

    /// <summary>How freely the model answers, 0 to 2. Default: the model's own.</summary>
    public float? Temperature { get; set; }

    /// <summary>Longest answer of the model, in tokens, 1 to 100000. Default: the model's own.</summary>
    public int? MaxOutputTokens { get; set; }

    /// <summary>Names of MCP servers whose tools the model may use. Default: none.</summary>
    public IReadOnlyList<string> Mcp { get; set; } = [];

    /// <summary>Told to the model before everything else.</summary>
    public string? Instructions { get; set; }

    /// <summary>Spoken first; default: the script's greeting.</summary>
    public string? Greeting { get; set; }

    /// <summary>
    /// Name of the recogniser: <c>pocketsphinx</c>, <c>openai</c>, <c>deepgram</c>, <c>elevenlabs</c>, <c>none</c>, or <c>auto</c> for the best
    /// there is on this machine. Default <c>auto</c>.
    /// </summary>
    public string SpeechToText { get; set; } = "auto";

    /// <summary>
    /// Name of the voice engine: <c>flite</c>, <c>openai</c>, <c>deepgram</c>, <c>elevenlabs</c>, <c>none</c>, or <c>auto</c> for the best there
    /// is on this machine. Default <c>auto</c>.
    /// </summary>
    public string TextToSpeech { get; set; } = "auto";

    /// <summary><c>silero</c> or <c>energy</c>. Default <c>silero</c>.</summary>
    public string VoiceActivity { get; set; } = "silero";

    /// <summary>Voice by its engine's name for it; default: the script's, else the engine's.</summary>
    public string? Voice { get; set; }

    /// <summary>BCP 47 language; default: the script's.</summary>
    public string? Language { get; set; }

    /// <summary>False has the greeting heard to its end, whatever the user says. Default true.</summary>
    public bool GreetingIsInterruptible { get; set; } = true;

    /// <summary>The session ends when nobody has spoken for this long, after the last idle prompt, 10 s to 24 h. Default 5 min.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>What is said to somebody who has gone silent, one after the other. Default: nothing.</summary>
    public IReadOnlyList<string> IdlePrompts { get; set; } = [];

    /// <summary>Silence before each idle prompt, 1 s to 1 h. Default 20 s.</summary>
    public TimeSpan IdlePromptAfter { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Said before a silent session ends. Default: nothing.</summary>
    public string? IdleGoodbye { get; set; }

    /// <summary>
    /// True records every session of this agent, audio and all that was said, into <see cref="VoiceAgentHostOptions.RecordingFolder"/>, for
    /// <c>voiceagent replay</c>. Default false.
    /// </summary>
    public bool Record { get; set; }

    /// <summary>When speech counts as speech.</summary>
    public VadOptions Vad { get; set; } = new();

    /// <summary>When it is whose turn.</summary>
    public UserTurnOptions Turns { get; set; } = new();

    /// <summary>Who takes over when a provider fails.</summary>
    public AgentResilienceOptions Resilience { get; set; } = new();

    /// <summary>Spoken while a tool runs, one at a time, in turn. Default: nothing.</summary>
    public IReadOnlyList<string> Fillers { get; set; } = [];

    /// <summary>Spoken when the model fails; empty says nothing. Default: the engine's, in English.</summary>
    public string? Apology { get; set; }

    /// <summary>True keeps the audio of the greeting, fillers, prompts, apology and goodbye, so that it is made once. Default true.</summary>
    public bool KeepsPhrases { get; set; } = true;

    /// <summary>How much of a conversation the model is told.</summary>
    public ContextOptions Context { get; set; } = new();
}
