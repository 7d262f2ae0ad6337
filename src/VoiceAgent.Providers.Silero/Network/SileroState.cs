namespace VoiceAgent.Providers.Silero.Network;

/// <summary>What one stream remembers between chunks: about 1.3 kB.</summary>
internal sealed class SileroState(int contextSamples)
{
    /// <summary>Last samples of the chunk before.</summary>
    public float[] Context { get; } = new float[contextSamples];

    /// <summary>Hidden state of the LSTM.</summary>
    public float[] Hidden { get; } = new float[Lstm.Size];

    /// <summary>Cell state of the LSTM.</summary>
    public float[] Cell { get; } = new float[Lstm.Size];

    /// <summary>Back to silence before the first chunk.</summary>
    public void Clear()
    {
        Array.Clear(Context);
        Array.Clear(Hidden);
        Array.Clear(Cell);
    }
}
