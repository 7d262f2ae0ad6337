using System.Numerics;

namespace VoiceAgent.Providers.Silero.Network;

/// <summary>
/// Power spectrum of a block of real numbers. A transform of <c>size</c> real numbers is one of half as many complex ones
/// and a last pass that separates even from odd samples (Press et al., Numerical Recipes, 12.3). Immutable.
/// </summary>
/// <remarks>
/// The number type is generic so that <see cref="FourFloats"/> transforms four blocks side by side, one per lane, with the very
/// code that transforms one block of <see cref="float"/>.
/// </remarks>
internal sealed class RealFft
{
    private readonly int _half;
    private readonly float[] _cos;
    private readonly float[] _sin;

    /// <param name="size">Real numbers in a block: a power of two, at least 16.</param>
    public RealFft(int size)
    {
        _half = size / 2;
        _cos = new float[_half];
        _sin = new float[_half];
        Order = new int[_half];
        for (var i = 0; i < _half; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * i / size);
            (_cos[i], _sin[i]) = ((float)cos, (float)sin);
            Order[i] = Reverse(i, BitOperations.Log2((uint)_half));
        }
    }

    /// <summary>Where the pair of samples <c>2i</c>, <c>2i + 1</c> goes before the transform: bit-reversed <c>i</c>.</summary>
    public int[] Order { get; }

    /// <summary>Transforms in place and gives four times the power of each frequency.</summary>
    /// <param name="real">The even samples, placed by <see cref="Order"/>; size / 2; overwritten.</param>
    /// <param name="imaginary">The odd samples, likewise.</param>
    /// <param name="power">size / 2 + 1 numbers.</param>
    public void Power<T>(Span<T> real, Span<T> imaginary, Span<T> power)
        where T : struct,
            IAdditionOperators<T, T, T>,
            ISubtractionOperators<T, T, T>,
            IMultiplyOperators<T, T, T>,
            IMultiplyOperators<T, float, T>
    {
        real = real[.._half];
        imaginary = imaginary[.._half];
        FirstTwoPasses(real, imaginary);
        for (var width = 4; width < _half; width *= 2)
        {
            Pass(real, imaginary, width);
        }

        Separate<T>(real, imaginary, power[..(_half + 1)]);
    }

    private static int Reverse(int value, int bits)
    {
        var reversed = 0;
        for (; bits > 0; bits--, value >>= 1)
        {
            reversed = (reversed << 1) | (value & 1);
        }

        return reversed;
    }

    /// <summary>Passes of width 1 and 2 together: their factors are only 1 and -i, so nothing is multiplied.</summary>
    private static void FirstTwoPasses<T>(Span<T> real, Span<T> imaginary)
        where T : struct, IAdditionOperators<T, T, T>, ISubtractionOperators<T, T, T>
    {
        for (; real.Length >= 4 && imaginary.Length >= 4; real = real[4..], imaginary = imaginary[4..])
        {
            var (sum1, difference1) = (real[0] + real[1], real[0] - real[1]);
            var (sum2, difference2) = (real[2] + real[3], real[2] - real[3]);
            var (sum3, difference3) = (imaginary[0] + imaginary[1], imaginary[0] - imaginary[1]);
            var (sum4, difference4) = (imaginary[2] + imaginary[3], imaginary[2] - imaginary[3]);
            (real[0], real[2]) = (sum1 + sum2, sum1 - sum2);
            (imaginary[0], imaginary[2]) = (sum3 + sum4, sum3 - sum4);
            (real[1], real[3]) = (difference1 + difference4, difference1 - difference4);
            (imaginary[1], imaginary[3]) = (difference3 - difference2, difference3 + difference2);
        }
    }

    /// <summary>Joins neighbouring transforms of <paramref name="width"/> numbers into ones of twice that.</summary>
    private void Pass<T>(Span<T> real, Span<T> imaginary, int width)
        where T : struct, IAdditionOperators<T, T, T>, ISubtractionOperators<T, T, T>, IMultiplyOperators<T, float, T>
    {
        var step = _half / width;
        for (var start = 0; start < real.Length; start += 2 * width)
        {
            var real0 = real.Slice(start, width);
            var real1 = real.Slice(start + width, width);
            var imaginary0 = imaginary.Slice(start, width);
            var imaginary1 = imaginary.Slice(start + width, width);
            for (var i = 0; i < real0.Length; i++)
            {
                var (cos, sin) = (_cos[i * step], _sin[i * step]);
                var re = (real1[i] * cos) + (imaginary1[i] * sin);
                var im = (imaginary1[i] * cos) - (real1[i] * sin);
                (real1[i], imaginary1[i]) = (real0[i] - re, imaginary0[i] - im);
                (real0[i], imaginary0[i]) = (real0[i] + re, imaginary0[i] + im);
            }
        }
    }

    /// <summary>From the spectrum of even + i * odd samples to the power of their interleaving.</summary>
    private void Separate<T>(ReadOnlySpan<T> real, ReadOnlySpan<T> imaginary, Span<T> power)
        where T : struct,
            IAdditionOperators<T, T, T>,
            ISubtractionOperators<T, T, T>,
            IMultiplyOperators<T, T, T>,
            IMultiplyOperators<T, float, T>
    {
        var (sum, difference) = (real[0] + imaginary[0], real[0] - imaginary[0]);
        power[0] = sum * sum * 4f;
        power[_half] = difference * difference * 4f;
        for (var low = 1; low <= _half / 2; low++)
        {
            var high = _half - low;
            var (evenRe, evenIm) = (real[low] + real[high], imaginary[low] - imaginary[high]);
            var (oddRe, oddIm) = (imaginary[low] + imaginary[high], real[high] - real[low]);
            var re = (oddRe * _cos[low]) + (oddIm * _sin[low]);
            var im = (oddIm * _cos[low]) - (oddRe * _sin[low]);
            power[low] = Square(evenRe + re) + Square(evenIm + im);
            power[high] = Square(evenRe - re) + Square(evenIm - im);
        }
    }

    private static T Square<T>(T value)
        where T : IMultiplyOperators<T, T, T> => value * value;
}
