namespace VoiceAgent.Transports.WebRtc.Codecs.G722;

/// <summary>The step of one band's quantizer, which follows the loudness (ITU-T G.722 sections 3.5 and 5.2, block 3).</summary>
/// <param name="initialStep">Before the first sample.</param>
/// <param name="exponent">Where the logarithm's whole part begins.</param>
/// <param name="maxLogarithm">The largest step's logarithm.</param>
internal sealed class G722Scale(int initialStep, int exponent, int maxLogarithm)
{
    private const int Leakage = 127;
    private int _logarithm;

    /// <summary>The step.</summary>
    public int Step { get; private set; } = initialStep;

    /// <summary>Adds to the step's logarithm, in 1/2048.</summary>
    public void Adapt(int change)
    {
        _logarithm = Math.Clamp(((_logarithm * Leakage) >> 7) + change, 0, maxLogarithm);
        var fraction = G722Tables.Powers[(_logarithm >> 6) & 31];
        var shift = exponent - (_logarithm >> 11);
        Step = (shift < 0 ? fraction << -shift : fraction >> shift) << 2;
    }
}
