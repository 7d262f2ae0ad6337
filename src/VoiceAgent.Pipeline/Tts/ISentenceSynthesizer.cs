using VoiceAgent.Frames;

namespace VoiceAgent.Tts;

/// <summary>
/// An engine that speaks whole texts, one after the other: what a <see cref="SentenceTextToSpeechSession"/> turns into a live
/// session. One instance per session; never called for two texts at once.
/// </summary>
public interface ISentenceSynthesizer
{
    /// <summary>Speaks a text.</summary>
    /// <param name="text">Plain text, not empty.</param>
    /// <param name="cancellationToken">Stops the engine; the enumeration then ends or throws.</param>
    /// <returns>Audio and word times in order. Word times count from the start of this text's audio.</returns>
    /// <exception cref="Errors.VoiceAgentException">The engine failed.</exception>
    IAsyncEnumerable<SynthesisPart> SynthesizeAsync(string text, CancellationToken cancellationToken);
}

/// <summary>A piece of a synthesis: audio, word times, or both.</summary>
public readonly record struct SynthesisPart
{
    /// <summary>PCM in the engine's format; immutable, may be kept. Empty when the part only carries words.</summary>
    public ReadOnlyMemory<byte> Audio { get; init; }

    /// <summary>Word times, for audio already sent or about to be.</summary>
    public IReadOnlyList<WordTiming>? Words { get; init; }
}
