namespace VoiceAgent.Providers.Silero.Network;

/// <summary>
/// Room for the layers' outputs: 17 kB, one per thread, so that a thousand sessions share what stays in the cache.
/// Sized for 16 kHz; 8 kHz uses the front.
/// </summary>
internal sealed class SileroScratch
{
    private const int MaxBins = 129;

    [ThreadStatic]
    private static SileroScratch? t_current;

    /// <summary>The calling thread's own; valid until the call returns.</summary>
    public static SileroScratch Current => t_current ??= new SileroScratch();

    /// <summary>Context, chunk and reflection.</summary>
    public float[] Samples { get; } = new float[640];

    /// <summary>Of the Fourier transform.</summary>
    public FourFloats[] Transform { get; } = new FourFloats[3 * MaxBins];

    /// <summary>A frame of zeros, four frames of magnitudes, a frame of zeros.</summary>
    public float[] Magnitudes { get; } = new float[6 * MaxBins];

    /// <summary>A frame of zeros, four frames of 128.</summary>
    public float[] Layer1 { get; } = new float[5 * 128];

    /// <summary>Two frames of 64.</summary>
    public float[] Layer2 { get; } = new float[2 * 64];

    /// <summary>One frame.</summary>
    public float[] Layer3 { get; } = new float[64];

    /// <summary>The LSTM's input and the hidden state.</summary>
    public float[] Layer4 { get; } = new float[2 * Lstm.Size];

    /// <summary>The LSTM's four gates.</summary>
    public float[] Gates { get; } = new float[4 * Lstm.Size];
}
