using VoiceAgent.Frames;

namespace VoiceAgent.Observers;

/// <summary>
/// Where the time went between the end of the user's speech and the first audio of the answer. The parts follow each other without a gap, so
/// they add up to <see cref="Total"/>; <see cref="Playout"/> comes behind.
/// </summary>
/// <param name="Response">The response whose audio came first.</param>
public sealed record TurnLatency(ResponseId Response)
{
    /// <summary>From the end of speech to the first audio sent.</summary>
    public required TimeSpan Total { get; init; }

    /// <summary>Silence the voice activity detector waited for before it was sure.</summary>
    public required TimeSpan Vad { get; init; }

    /// <summary>From there to the recogniser's final text.</summary>
    public required TimeSpan Stt { get; init; }

    /// <summary>From there until the turn was taken for over.</summary>
    public required TimeSpan Turn { get; init; }

    /// <summary>From there to the model's first text; tool calls and their model steps included.</summary>
    public required TimeSpan Llm { get; init; }

    /// <summary>From there to the first clause that could be spoken.</summary>
    public required TimeSpan Clause { get; init; }

    /// <summary>From there to the voice's first audio.</summary>
    public required TimeSpan Tts { get; init; }

    /// <summary>From there to the first audio sent: the framework's own share.</summary>
    public required TimeSpan Other { get; init; }

    /// <summary>
    /// From the first audio sent to its first sample played, as the client reports it: the network and the client's buffer. Null when the
    /// client does not report, or did not before the answer was over.
    /// </summary>
    public TimeSpan? Playout { get; init; }

    /// <summary>
    /// Providers that were replaced meanwhile, as the name of their part: the reason why it took longer. None, mostly.
    /// </summary>
    public IReadOnlyList<string> Replaced { get; init; } = [];

    /// <summary>The parts of <see cref="Total"/> with their names, in the order they happened.</summary>
    public IEnumerable<(string Name, TimeSpan Time)> Parts =>
        [("vad", Vad), ("stt", Stt), ("turn", Turn), ("llm", Llm), ("clause", Clause), ("tts", Tts), ("other", Other)];
}

/// <summary>Tells the client where the time of the last turn went.</summary>
/// <param name="Latency">The turn.</param>
public sealed record TurnLatencyFrame(TurnLatency Latency) : SystemFrame;
