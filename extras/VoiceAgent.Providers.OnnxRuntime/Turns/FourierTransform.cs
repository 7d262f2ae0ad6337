using System.Numerics;

namespace VoiceAgent.Providers.OnnxRuntime.Turns;

/// <summary>
/// The discrete Fourier transform of a fixed length that is a product of small primes, such as 400: split by each of them in turn (Cooley and
/// Tukey, 1965). Immutable; used from any thread.
/// </summary>
internal sealed class FourierTransform
{
    private readonly Complex[] _roots;

    /// <param name="length">Number of samples, 1 or more.</param>
    public FourierTransform(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        _roots = new Complex[length];
        for (var i = 0; i < length; i++)
        {
            _roots[i] = Complex.FromPolarCoordinates(1, -2 * Math.PI * i / length);
        }
    }

    /// <summary>Number of samples.</summary>
    public int Length => _roots.Length;

    /// <summary>Transforms.</summary>
    /// <param name="samples">As many as <see cref="Length"/>.</param>
    /// <param name="spectrum">Takes as many.</param>
    public void Transform(ReadOnlySpan<double> samples, Span<Complex> spectrum) =>
        Transform(samples, stride: 1, spectrum[..Length]);

    /// <summary>The transform of every <paramref name="stride"/>-th sample.</summary>
    private void Transform(ReadOnlySpan<double> samples, int stride, Span<Complex> spectrum)
    {
        var length = spectrum.Length;
        if (length == 1)
        {
            spectrum[0] = samples[0];
            return;
        }

        var parts = SmallestFactor(length);
        var part = length / parts;
        for (var i = 0; i < parts; i++)
        {
            Transform(samples[(i * stride)..], stride * parts, spectrum.Slice(i * part, part));
        }

        Span<Complex> terms = stackalloc Complex[parts];
        for (var k = 0; k < part; k++)
        {
            for (var i = 0; i < parts; i++)
            {
                terms[i] = spectrum[(i * part) + k] * _roots[i * k * stride % Length];
            }

            for (var i = 0; i < parts; i++)
            {
                var sum = terms[0];
                for (var j = 1; j < parts; j++)
                {
                    sum += terms[j] * _roots[i * j * part * stride % Length];
                }

                spectrum[(i * part) + k] = sum;
            }
        }
    }

    private static int SmallestFactor(int number)
    {
        for (var factor = 2; factor * factor <= number; factor++)
        {
            if (number % factor == 0)
            {
                return factor;
            }
        }

        return number;
    }
}
