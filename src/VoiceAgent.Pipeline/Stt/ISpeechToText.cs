using VoiceAgent.Audio;

namespace VoiceAgent.Stt;

/// <summary>A speech recogniser: makes one live session per conversation. Shared by all sessions; thread-safe.</summary>
public interface ISpeechToText
{
    /// <summary>What the recogniser can do; constant over its life.</summary>
    SpeechToTextCapabilities Capabilities { get; }

    /// <summary>Opens a session. It may connect, load a model or wait for a pooled decoder.</summary>
    /// <exception cref="Errors.VoiceAgentException">The engine is missing, refuses the key or cannot be reached.</exception>
    ValueTask<ISpeechToTextSession> OpenAsync(SpeechToTextSessionOptions options, CancellationToken cancellationToken);
}

/// <summary>What a recogniser can do, as data.</summary>
public sealed record SpeechToTextCapabilities
{
    /// <summary>Name for logs, metrics and reports, such as <c>pocketsphinx</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// True when the engine hears only speech: it gets the pre-roll and the audio of each speech segment, then
    /// <see cref="ISpeechToTextSession.FinalizeAsync"/>. False when it wants the whole stream, silence included.
    /// </summary>
    public bool SpeechOnly { get; init; }

    /// <summary>True when it reports interim results.</summary>
    public bool InterimResults { get; init; }

    /// <summary>True when final results carry word times.</summary>
    public bool WordTimes { get; init; }

    /// <summary>True when it is reached over a network, where connections break or go silent: it deserves a watch, and another connection.</summary>
    public bool IsRemote { get; init; }

    /// <summary>Input rate it prefers; audio is resampled to it before it is written.</summary>
    public int SampleRate { get; init; } = 16000;
}

/// <summary>What a session is opened with.</summary>
public sealed record SpeechToTextSessionOptions
{
    /// <summary>Format of what will be written: mono, at the rate of <see cref="SpeechToTextCapabilities.SampleRate"/>.</summary>
    public AudioFormat Format { get; init; } = AudioFormat.Input16Khz;

    /// <summary>BCP 47 language such as <c>en</c> or <c>es-ES</c>; null lets the engine choose.</summary>
    public string? Language { get; init; }

    /// <summary>A JSGF grammar for engines that listen by grammar; others ignore it.</summary>
    public string? Grammar { get; init; }
}

/// <summary>
/// A live recognition: audio in, events out. One writer (<see cref="WriteAsync"/>, <see cref="FinalizeAsync"/>, one
/// call at a time) and one reader (<see cref="ReadEventsAsync"/>, enumerated once) may run side by side. Disposal ends both.
/// </summary>
public interface ISpeechToTextSession : IAsyncDisposable
{
    /// <summary>
    /// Hands over the next audio. The memory is immutable and may be kept. Called on the session's pump: the engine queues the audio or
    /// sends it and returns; what computes or waits does so elsewhere. It may complete late when the engine is behind.
    /// </summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken);

    /// <summary>
    /// Says the speech segment is over: what was written must come out as a <see cref="SpeechToTextEventKind.Final"/>
    /// event soon, even if it is empty (exactly one per call). Audio written later belongs to the next segment.
    /// </summary>
    ValueTask FinalizeAsync(CancellationToken cancellationToken);

    /// <summary>Events in order, until the session is disposed (normal end) or the engine fails (exception).</summary>
    IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(CancellationToken cancellationToken);
}
