using VoiceAgent.Providers.Silero.Network;
using VoiceAgent.Vad;

namespace VoiceAgent.Providers.Silero;

/// <summary>One stream's memory over the shared network.</summary>
internal sealed class SileroVad(SileroNetwork network, int sampleRate) : IVoiceActivityModel
{
    private readonly SileroState _state = network.CreateState();

    public int SampleRate => sampleRate;

    public int ChunkSamples => network.ChunkSamples;

    public float Process(ReadOnlySpan<float> chunk)
    {
        if (chunk.Length != network.ChunkSamples)
        {
            throw new ArgumentException(
                $"A chunk at {sampleRate} Hz has {network.ChunkSamples} samples, not {chunk.Length}.",
                nameof(chunk)
            );
        }

        var probability = network.Process(chunk, _state);
        if (float.IsFinite(probability))
        {
            return probability;
        }

        // A sample that is no number would stay in the memory for ever.
        Reset();
        return 0;
    }

    public void Reset() => _state.Clear();

    /// <summary>Nothing to release.</summary>
    public void Dispose() { }
}
