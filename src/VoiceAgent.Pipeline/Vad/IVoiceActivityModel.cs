namespace VoiceAgent.Vad;

/// <summary>
/// Tells how likely a chunk of audio is to hold speech. One instance serves one audio stream: it keeps state between
/// chunks. Weights are shared by the factory that made it.
/// </summary>
/// <remarks>
/// Not thread-safe: chunks arrive one after the other, from one thread at a time. Calls return at once (tens of
/// microseconds) and allocate nothing; an engine that cannot promise that declares its own pipeline segment instead.
/// </remarks>
public interface IVoiceActivityModel : IDisposable
{
    /// <summary>Rate of the samples given to <see cref="Process"/>, in hertz.</summary>
    int SampleRate { get; }

    /// <summary>Exact number of samples in a chunk.</summary>
    int ChunkSamples { get; }

    /// <summary>Takes the next chunk.</summary>
    /// <param name="chunk">Exactly <see cref="ChunkSamples"/> samples between -1 and 1.</param>
    /// <returns>Probability of speech, 0 to 1.</returns>
    /// <exception cref="ArgumentException">The chunk has another length.</exception>
    float Process(ReadOnlySpan<float> chunk);

    /// <summary>Forgets everything heard so far, as if newly made.</summary>
    void Reset();
}

/// <summary>Makes voice activity models; registered once, shared by all sessions, safe to call from any thread.</summary>
public interface IVoiceActivityModelFactory
{
    /// <summary>Name of the engine for logs and reports, such as <c>silero</c>.</summary>
    string Name { get; }

    /// <summary>Makes a model for one stream.</summary>
    /// <param name="sampleRate">8000 or 16000 Hz; other rates are resampled before the model.</param>
    /// <exception cref="NotSupportedException">The engine has no model for that rate.</exception>
    IVoiceActivityModel Create(int sampleRate);
}
