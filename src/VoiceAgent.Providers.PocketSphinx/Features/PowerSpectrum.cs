using System.Numerics;

namespace VoiceAgent.Providers.PocketSphinx.Features;

/// <summary>Squared magnitudes of a real signal's Fourier transform (radix 2, in place). Not thread-safe.</summary>
internal sealed class PowerSpectrum
{
    private readonly Complex[] _values;
    private readonly Complex[] _roots;
    private readonly int[] _reversed;
    private readonly double[] _power;

    /// <param name="size">Length of the transform, a power of two.</param>
    internal PowerSpectrum(int size)
    {
        var bits = BitOperations.Log2((uint)size);
        _values = new Complex[size];
        _roots =
        [
            .. Enumerable.Range(0, size / 2).Select(i => Complex.FromPolarCoordinates(1, -2 * Math.PI * i / size)),
        ];
        _reversed = [.. Enumerable.Range(0, size).Select(i => Reverse(i, bits))];
        _power = new double[(size / 2) + 1];
    }

    /// <returns>Power from 0 to half the sample rate; valid until the next call.</returns>
    internal ReadOnlySpan<double> Compute(ReadOnlySpan<double> signal)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            _values[_reversed[i]] = signal[i];
        }

        for (var half = 1; half < _values.Length; half *= 2)
        {
            var step = _values.Length / (2 * half);
            for (var start = 0; start < _values.Length; start += 2 * half)
            {
                for (var i = 0; i < half; i++)
                {
                    var (even, odd) = (_values[start + i], _values[start + i + half] * _roots[i * step]);
                    _values[start + i] = even + odd;
                    _values[start + i + half] = even - odd;
                }
            }
        }

        for (var i = 0; i < _power.Length; i++)
        {
            var value = _values[i];
            _power[i] = (value.Real * value.Real) + (value.Imaginary * value.Imaginary);
        }

        return _power;
    }

    private static int Reverse(int value, int bits)
    {
        var reversed = 0;
        for (var i = 0; i < bits; i++)
        {
            reversed |= ((value >> i) & 1) << (bits - 1 - i);
        }

        return reversed;
    }
}
