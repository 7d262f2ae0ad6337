using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Processors;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Stt;
using VoiceAgent.Transports;
using VoiceAgent.Tts;
using VoiceAgent.Turns;
using VoiceAgent.Vad;

namespace VoiceAgent.Sessions;

/// <summary>
/// An agent: who it is and what it hears, thinks and speaks with. Made once, shared by all its sessions; not to be changed once it is in
/// use. What is missing it does without: no recogniser means typed input, no voice means text.
/// </summary>
public sealed record AgentDefinition
{
    /// <summary>Name clients ask for it by.</summary>
    public required string Name { get; init; }

    /// <summary>The model. Shared by all sessions and not disposed by them. Needed unless there is <see cref="SpeechToSpeech"/>.</summary>
    public IChatClient ChatClient { get; init; } = NoChatClient.Instance;

    /// <summary>
    /// A model that hears and speaks by itself, in the place of recogniser, model and voice. <see cref="TextToSpeech"/>, if there is one, speaks
    /// what the application has to say, such as the greeting; without it the model does.
    /// </summary>
    public ISpeechToSpeech? SpeechToSpeech { get; init; }

    /// <summary>How the speech-to-speech model is used.</summary>
    public SpeechToSpeechOptions Speech { get; init; } = new();

    /// <summary>Told to the model before everything else.</summary>
    public string? Instructions { get; init; }

    /// <summary>Spoken when a session begins. Null waits for the user.</summary>
    public string? Greeting { get; init; }

    /// <summary>False has the greeting heard to its end, such as one that holds a legal notice. Default true.</summary>
    public bool IsGreetingInterruptible { get; init; } = true;

    /// <summary>Hears whether somebody speaks. Without it the recogniser must tell by itself.</summary>
    public IVoiceActivityModelFactory? VoiceActivity { get; init; }

    /// <summary>Hears what is said.</summary>
    public ISpeechToText? SpeechToText { get; init; }

    /// <summary>Speaks.</summary>
    public ITextToSpeech? TextToSpeech { get; init; }

    /// <summary>When speech counts as speech.</summary>
    public VadOptions Vad { get; init; } = new();

    /// <summary>How the recogniser is fed.</summary>
    public SttOptions Stt { get; init; } = new();

    /// <summary>Judges whether a turn is complete. Shared by all sessions; without it the text and the silence decide.</summary>
    public ITurnModel? TurnModel { get; init; }

    /// <summary>When it is whose turn.</summary>
    public UserTurnOptions Turns { get; init; } = new();

    /// <summary>How the model is asked; the tools are here.</summary>
    public LlmOptions Llm { get; init; } = new();

    /// <summary>How answers are spoken.</summary>
    public TtsOptions Tts { get; init; } = new();

    /// <summary>How audio is played.</summary>
    public MediaOutputOptions Output { get; init; } = new();

    /// <summary>
    /// Answers what the client's application asks: a <see cref="ClientMessageFrame"/>. Called off the pump, for several at a time; null
    /// answers without data. Without a handler requests stay unanswered, unless a processor of the application answers them.
    /// </summary>
    public Func<ClientMessageFrame, CancellationToken, ValueTask<JsonNode?>>? OnClientMessage { get; init; }

    /// <summary>What clients are told when they connect, beyond what is missing.</summary>
    public IReadOnlyList<SessionNotice> Notices { get; init; } = [];

    /// <summary>
    /// The session ends when nobody has said or typed anything for this long, after the last of <see cref="IdlePrompts"/>. 10 s to 24 h,
    /// default 5 min.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is said to somebody who has gone silent, one after the other. Default: nothing.</summary>
    public IReadOnlyList<IdlePrompt> IdlePrompts { get; init; } = [];

    /// <summary>Said before a silent session ends, and heard to its end. Null, the default, ends it without a word.</summary>
    public string? IdleGoodbye { get; init; }

    /// <summary>
    /// Last word on the processors of each session, in downstream order: insert, replace, remove. Called once per session; processors
    /// must be new ones each time.
    /// </summary>
    public Action<IList<FrameProcessor>>? ConfigureProcessors { get; init; }

    /// <summary>The name; no instructions.</summary>
    public override string ToString() => Name;
}
