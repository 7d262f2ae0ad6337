using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VoiceAgent.Audio;

/// <summary>
/// Polyphase low-pass of one pair of rates: a Kaiser-windowed sinc, cut into one row of taps per position between two
/// input samples. Immutable, shared by all resamplers of the pair.
/// </summary>
/// <remarks>
/// Design after Oppenheim and Schafer, Discrete-Time Signal Processing, section 7.5 (window length and shape from
/// attenuation and transition width) and J. O. Smith, Digital Audio Resampling (rows, interpolation between rows).
/// </remarks>
internal sealed class ResamplerFilter
{
    /// <summary>Half length in samples of the lower rate; sets the delay, the attenuation and the cost.</summary>
    private const int HalfLength = 48;

    /// <summary>Width of the transition in parts of the lower rate's Nyquist frequency; it ends at Nyquist itself.</summary>
    private const double Transition = 0.1;

    /// <summary>
    /// Most rows of a table. With more positions than this, neighbouring rows are interpolated; the error of that,
    /// (pi / 640)^2 / 8, is below -110 dB.
    /// </summary>
    private const int MaxRows = 640;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<(int Up, int Down), WeakReference<ResamplerFilter>> Shared = [];
    private static readonly HashSet<ResamplerFilter> Kept = [];

    private readonly float[] _rows;
    private readonly int _rowCount;

    private ResamplerFilter(int up, int down)
    {
        Up = up;
        Down = down;

        // Relative to the input's Nyquist frequency: below 1 when the output's is the lower one.
        var band = Math.Min(1.0, (double)up / down);
        Half = (int)Math.Ceiling(HalfLength / band / 8) * 8;
        _rowCount = Math.Min(up, (int)Math.Ceiling(MaxRows * band));
        _rows = Design(_rowCount, Half, band * (1 - (Transition / 2)), Beta(Half * band));
    }

    /// <summary>Output samples per <see cref="Down"/> input samples.</summary>
    public int Up { get; }

    /// <summary>Input samples per <see cref="Up"/> output samples.</summary>
    public int Down { get; }

    /// <summary>Input samples used on either side of an output sample.</summary>
    public int Half { get; }

    /// <summary>Input samples used for an output sample: a multiple of 16, so of every vector's length.</summary>
    public int Taps => 2 * Half;

    /// <summary>The filter for a pair of different rates.</summary>
    public static ResamplerFilter For(int inputRate, int outputRate)
    {
        var divisor = (int)BigInteger.GreatestCommonDivisor(inputRate, outputRate);
        var key = (Up: outputRate / divisor, Down: inputRate / divisor);
        lock (Gate)
        {
            if (Shared.TryGetValue(key, out var weak) && weak.TryGetTarget(out var filter))
            {
                return filter;
            }

            foreach (var (gone, reference) in Shared)
            {
                if (!reference.TryGetTarget(out _))
                {
                    Shared.Remove(gone);
                }
            }

            filter = new ResamplerFilter(key.Up, key.Down);
            Shared[key] = new WeakReference<ResamplerFilter>(filter);

            // Common rates stay for good; rates a client made up live no longer than its session.
            if (IsCommon(inputRate) && IsCommon(outputRate))
            {
                Kept.Add(filter);
            }

            return filter;
        }
    }

    /// <summary>One output sample.</summary>
    /// <param name="input"><see cref="Taps"/> input samples.</param>
    /// <param name="phase">Position after the middle pair's first sample, in parts of <see cref="Up"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float Apply(ReadOnlySpan<float> input, int phase)
    {
        if (_rowCount == Up)
        {
            return Dot(input, Row(phase));
        }

        var (row, part) = Math.DivRem((long)phase * _rowCount, Up);
        var before = Dot(input, Row((int)row));
        var after = Dot(input, Row((int)row + 1));
        return before + ((after - before) * part / Up);
    }

    private static bool IsCommon(int rate) =>
        rate is 8000 or 11025 or 12000 or 16000 or 22050 or 24000 or 32000 or 44100 or 48000;

    /// <summary>Inner product of two spans of equal length, a multiple of 16. Always in the same order, for equal bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        var (even, odd) = (Vector<float>.Zero, Vector<float>.Zero);
        var step = (nuint)Vector<float>.Count;
        var i = (nuint)0;
        for (; i + (2 * step) <= (nuint)left.Length; i += 2 * step)
        {
            even = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref a, i), Vector.LoadUnsafe(ref b, i), even);
            odd = Vector.MultiplyAddEstimate(
                Vector.LoadUnsafe(ref a, i + step),
                Vector.LoadUnsafe(ref b, i + step),
                odd
            );
        }

        // Left over only where a vector holds 16 floats.
        if (i < (nuint)left.Length)
        {
            even = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref a, i), Vector.LoadUnsafe(ref b, i), even);
        }

        return Vector.Sum(even + odd);
    }

    private static float[] Design(int rowCount, int half, double cutoff, double beta)
    {
        var taps = 2 * half;
        var rows = new float[(rowCount + 1) * taps];
        var row = new double[taps];
        for (var r = 0; r <= rowCount; r++)
        {
            var sum = 0.0;
            for (var t = 0; t < taps; t++)
            {
                var distance = ((double)r / rowCount) + half - 1 - t;
                row[t] = Sinc(cutoff * distance) * Bessel(beta * Math.Sqrt(Math.Max(0, 1 - Square(distance / half))));
                sum += row[t];
            }

            // Every row passes 0 Hz with gain 1, so a constant makes no image.
            for (var t = 0; t < taps; t++)
            {
                rows[(r * taps) + t] = (float)(row[t] / sum);
            }
        }

        return rows;
    }

    /// <summary>Shape of the Kaiser window whose transition is as wide as wanted.</summary>
    private static double Beta(double halfLength) =>
        0.1102 * ((2.285 * Math.PI * Transition * 2 * halfLength) + 8 - 8.7);

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static double Square(double x) => x * x;

    /// <summary>Modified Bessel function of the first kind and order zero, by its power series.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-17; k++)
        {
            term *= Square(x / (2 * k));
            sum += term;
        }

        return sum;
    }

    private ReadOnlySpan<float> Row(int row) => _rows.AsSpan(row * Taps, Taps);
}
