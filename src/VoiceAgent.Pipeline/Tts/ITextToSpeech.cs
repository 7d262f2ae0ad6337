using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Tts;

/// <summary>A voice: makes one live session per conversation. Shared by all sessions; thread-safe.</summary>
public interface ITextToSpeech
{
    /// <summary>What the voice can do; constant over its life.</summary>
    TextToSpeechCapabilities Capabilities { get; }

    /// <summary>Opens a session. It may connect or load a voice.</summary>
    /// <exception cref="Errors.VoiceAgentException">The engine is missing, refuses the key or cannot be reached.</exception>
    ValueTask<ITextToSpeechSession> OpenAsync(TextToSpeechSessionOptions options, CancellationToken cancellationToken);
}

/// <summary>What a voice can do, as data.</summary>
public sealed record TextToSpeechCapabilities
{
    /// <summary>Name for logs, metrics and reports, such as <c>flite</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Format of the audio it makes, mono.</summary>
    public required AudioFormat Format { get; init; }

    /// <summary>True when it reports word times.</summary>
    public bool WordTimes { get; init; }

    /// <summary>True when it speaks from text deltas; false when it needs a whole clause at a time.</summary>
    public bool TextDeltas { get; init; }

    /// <summary>True when it is reached over a network, where connections break or go silent: it deserves a watch, and another connection.</summary>
    public bool IsRemote { get; init; }
}

/// <summary>What a session is opened with.</summary>
public sealed record TextToSpeechSessionOptions
{
    /// <summary>Voice by the vendor's name or id; null takes the configured one.</summary>
    public string? Voice { get; init; }

    /// <summary>BCP 47 language; null lets the engine choose.</summary>
    public string? Language { get; init; }
}

/// <summary>
/// A live synthesis. Text is written in utterances, each under a number of the caller's choosing that only grows; events
/// carry the number of the utterance they belong to. One writer (write, flush, cancel, one call at a time) and one reader
/// (<see cref="ReadEventsAsync"/>, enumerated once) may run side by side. Disposal ends both.
/// </summary>
public interface ITextToSpeechSession : IAsyncDisposable
{
    /// <summary>Adds text to an utterance.</summary>
    /// <param name="utterance">Number of the utterance; a new number opens a new one.</param>
    /// <param name="text">Plain text to be spoken.</param>
    /// <param name="cancellationToken">Gives the write up; the session stays usable.</param>
    ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken);

    /// <summary>
    /// Says the utterance is complete: its remaining audio follows, then exactly one
    /// <see cref="TextToSpeechEventKind.Completed"/>.
    /// </summary>
    ValueTask FlushAsync(long utterance, CancellationToken cancellationToken);

    /// <summary>
    /// Stops every utterance up to and including <paramref name="through"/>, at once. Late events of those are skipped by the
    /// caller; their <see cref="TextToSpeechEventKind.Completed"/> may be missing.
    /// </summary>
    ValueTask CancelAsync(long through, CancellationToken cancellationToken);

    /// <summary>Events in order, until the session is disposed (normal end) or the engine fails (exception).</summary>
    IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(CancellationToken cancellationToken);
}

/// <summary>What a synthesis event says.</summary>
public enum TextToSpeechEventKind
{
    /// <summary>The next piece of audio.</summary>
    Audio,

    /// <summary>Word times for audio already sent or about to be, from the utterance's start.</summary>
    Words,

    /// <summary>All audio of the utterance was sent.</summary>
    Completed,

    /// <summary>Another engine has taken over: <see cref="TextToSpeechEvent.Change"/> says from whom. It belongs to no utterance.</summary>
    ProviderChanged,
}

/// <summary>One step of a synthesis.</summary>
/// <param name="Kind">Audio, words or completed.</param>
/// <param name="Utterance">The utterance it belongs to; 0 for none.</param>
public readonly record struct TextToSpeechEvent(TextToSpeechEventKind Kind, long Utterance)
{
    /// <summary>PCM of the engine's <see cref="TextToSpeechCapabilities.Format"/>; immutable, may be kept.</summary>
    public ReadOnlyMemory<byte> Audio { get; init; }

    /// <summary>Word times, for <see cref="TextToSpeechEventKind.Words"/>.</summary>
    public IReadOnlyList<WordTiming>? Words { get; init; }

    /// <summary>Who followed whom, for <see cref="TextToSpeechEventKind.ProviderChanged"/>.</summary>
    public ProviderChange? Change { get; init; }
}
