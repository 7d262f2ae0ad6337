using Microsoft.Extensions.AI;
using VoiceAgent.Audio;

namespace VoiceAgent.SpeechToSpeech;

/// <summary>
/// A model that hears speech and answers with speech: one live session per conversation. Shared by all sessions; thread-safe. Turns, tools,
/// interruption, replacing lost sessions and the ledger of what was heard are written once above it.
/// </summary>
public interface ISpeechToSpeech
{
    /// <summary>What the model can do; constant over its life.</summary>
    SpeechToSpeechCapabilities Capabilities { get; }

    /// <summary>Connects a session. It knows nothing of the conversation yet.</summary>
    /// <exception cref="Errors.VoiceAgentException">The vendor refuses the key or the model, or cannot be reached.</exception>
    ValueTask<ISpeechToSpeechSession> OpenAsync(
        SpeechToSpeechSessionOptions options,
        CancellationToken cancellationToken
    );
}

/// <summary>What a speech-to-speech model can do, as data.</summary>
public sealed record SpeechToSpeechCapabilities
{
    /// <summary>Name for logs, metrics and reports, such as <c>openai</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The model's name, for metrics and traces; null when it is not known.</summary>
    public string? Model { get; init; }

    /// <summary>Format of the audio it hears, mono. Default 24 kHz.</summary>
    public AudioFormat Input { get; init; } = AudioFormat.Output24Khz;

    /// <summary>Format of the audio it makes, mono. Default 24 kHz.</summary>
    public AudioFormat Output { get; init; } = AudioFormat.Output24Khz;

    /// <summary>
    /// True when it hears by itself where speech begins and ends: it gets the whole stream. False when it is told: it gets the speech only, and
    /// the agent needs a voice activity detector.
    /// </summary>
    public bool DetectsSpeech { get; init; }

    /// <summary>Longest life of a session; null for no limit. It is replaced in a moment of silence before that.</summary>
    public TimeSpan? Lifetime { get; init; }
}

/// <summary>What a session is opened with, and what may change while it lives: instructions and tools.</summary>
public sealed record SpeechToSpeechSessionOptions
{
    /// <summary>Told to the model before everything else.</summary>
    public string? Instructions { get; init; }

    /// <summary>What the model may call.</summary>
    public IReadOnlyList<AIFunctionDeclaration> Tools { get; init; } = [];

    /// <summary>Voice by the vendor's name; null takes the configured one.</summary>
    public string? Voice { get; init; }

    /// <summary>BCP 47 language of the user, for the transcript; null lets the vendor find out.</summary>
    public string? Language { get; init; }

    /// <summary>Longest answer in tokens; null for the model's own limit.</summary>
    public int? MaxOutputTokens { get; init; }
}

/// <summary>What a reply is asked with.</summary>
public sealed record SpeechToSpeechRequest
{
    /// <summary>True when the reply is to be written, not spoken.</summary>
    public bool InText { get; init; }

    /// <summary>False forbids tools for this reply. Default true.</summary>
    public bool MayCallTools { get; init; } = true;

    /// <summary>
    /// A text to be spoken as it is, beside the conversation; null, as a rule, asks for an answer to the conversation. It may overtake and
    /// be overtaken by other replies.
    /// </summary>
    public string? Say { get; init; }
}

/// <summary>
/// A live conversation with a speech-to-speech model. Every method but disposal queues and returns at once, from any thread; what goes wrong is
/// told by <see cref="ReadEventsAsync"/>, which is enumerated once. Replies are numbered by the caller, with numbers that only grow.
/// </summary>
public interface ISpeechToSpeechSession : IAsyncDisposable
{
    /// <summary>The user's next audio, in <see cref="SpeechToSpeechCapabilities.Input"/>. The memory is immutable and may be kept.</summary>
    void Write(ReadOnlyMemory<byte> audio);

    /// <summary>
    /// What was written is a segment of speech: it becomes part of the conversation, and its text comes as exactly one
    /// <see cref="SpeechToSpeechEvent.UserText"/>. Only where the model does not detect speech by itself.
    /// </summary>
    void Commit();

    /// <summary>What the user said since the last reply is not to be answered: it is taken out of the conversation.</summary>
    void DropTurn();

    /// <summary>Adds to the conversation: text of either side, notes (role system), tool calls and their results. Empty text is left out.</summary>
    void Add(ChatMessage message);

    /// <summary>Changes instructions and tools from the next reply on.</summary>
    void Configure(SpeechToSpeechSessionOptions options);

    /// <summary>Asks for a reply. Its events end with <see cref="SpeechToSpeechEvent.Ended"/> or <see cref="SpeechToSpeechEvent.Failed"/>.</summary>
    void Respond(long reply, SpeechToSpeechRequest request);

    /// <summary>Nobody wants more of a reply; its end may be missing.</summary>
    void Cancel(long reply);

    /// <summary>Of a reply's audio the user has heard so much and no more: the rest is taken out of the conversation.</summary>
    void Truncate(long reply, TimeSpan heard);

    /// <summary>Events in order, until the session is disposed (normal end) or lost (exception, or the end where nobody disposed it).</summary>
    IAsyncEnumerable<SpeechToSpeechEvent> ReadEventsAsync(CancellationToken cancellationToken);
}
