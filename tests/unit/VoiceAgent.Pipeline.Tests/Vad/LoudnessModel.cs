namespace VoiceAgent.Vad;

/// <summary>A model with a simple ear: a chunk is speech as far as its samples are above a hundredth.</summary>
internal sealed class LoudnessModel(int sampleRate, int chunkSamples) : IVoiceActivityModel, IVoiceActivityModelFactory
{
    public LoudnessModel()
        : this(0, 0) { }

    public string Name => "loudness";

    public int SampleRate => sampleRate;

    public int ChunkSamples => chunkSamples;

    public bool IsDisposed { get; private set; }

    /// <summary>The model made last.</summary>
    public LoudnessModel? Made { get; private set; }

    /// <summary>Chunk of the models made; 32 ms unless set.</summary>
    public int? Chunk { get; init; }

    public IVoiceActivityModel Create(int sampleRate) =>
        Made = new LoudnessModel(sampleRate, Chunk ?? sampleRate * 32 / 1000);

    public float Process(ReadOnlySpan<float> chunk)
    {
        Assert.Equal(chunkSamples, chunk.Length);
        var loud = 0;
        foreach (var sample in chunk)
        {
            loud += MathF.Abs(sample) > 0.01f ? 1 : 0;
        }

        return (float)loud / chunk.Length;
    }

    public void Reset() { }

    public void Dispose() => IsDisposed = true;
}
