using VoiceAgent.Vad;

namespace VoiceAgent.Testing.Fakes;

/// <summary>A model of <see cref="FakeVoiceActivity"/>: 32 ms chunks, no memory but the position in the stream.</summary>
internal sealed class FakeVoiceActivityModel(FakeVoiceActivity owner, int sampleRate) : IVoiceActivityModel
{
    private const float Speech = 0.95f;
    private const float Silence = 0.02f;
    private long _samples;

    public int SampleRate => sampleRate;

    public int ChunkSamples { get; } = sampleRate / 1000 * 32;

    public float Process(ReadOnlySpan<float> chunk)
    {
        if (chunk.Length != ChunkSamples)
        {
            throw new ArgumentException($"A chunk has {ChunkSamples} samples, not {chunk.Length}.", nameof(chunk));
        }

        var at = TimeSpan.FromSeconds((double)_samples / sampleRate);
        _samples += chunk.Length;
        if (owner.Script is { } script)
        {
            return script(at);
        }

        return chunk.ContainsAnyExceptInRange(-owner.Threshold, owner.Threshold) ? Speech : Silence;
    }

    public void Reset() => _samples = 0;

    public void Dispose()
    {
        // It holds nothing.
    }
}
