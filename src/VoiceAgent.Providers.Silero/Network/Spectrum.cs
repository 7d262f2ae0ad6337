using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VoiceAgent.Providers.Silero.Network;

/// <summary>
/// The network's first layer: magnitudes of four overlapping frames under a periodic Hann window, half a window apart.
/// Immutable.
/// </summary>
internal sealed class Spectrum
{
    /// <summary>Frames in a chunk.</summary>
    public const int Frames = 4;

    private readonly int _hop;
    private readonly bool _vectorised;
    private readonly float[] _window;
    private readonly RealFft _fft;

    /// <param name="window">Samples in a frame.</param>
    /// <param name="vectorised">All four frames at once; otherwise one after the other.</param>
    public Spectrum(int window, bool vectorised)
    {
        _hop = window / 2;
        _vectorised = vectorised;
        _fft = new RealFft(window);
        _window = new float[window];
        for (var i = 0; i < window; i++)
        {
            // Half a Hann window: the transform gives four times the power.
            _window[i] = (float)(0.25 - (0.25 * Math.Cos(2 * Math.PI * i / window)));
        }
    }

    /// <summary>Frequencies in a frame.</summary>
    public int Bins => _hop + 1;

    /// <summary>Analyses a chunk.</summary>
    /// <param name="samples">Five hops of samples.</param>
    /// <param name="magnitudes">Four frames of <see cref="Bins"/>, one after the other.</param>
    /// <param name="work">At least 3 * <see cref="Bins"/> vectors, overwritten.</param>
    public void Compute(ReadOnlySpan<float> samples, Span<float> magnitudes, Span<FourFloats> work)
    {
        if (_vectorised)
        {
            ComputeTogether(samples, magnitudes, work[.._hop], work[_hop..(2 * _hop)], work.Slice(2 * _hop, Bins));
            return;
        }

        var one = MemoryMarshal.Cast<FourFloats, float>(work);
        for (var frame = 0; frame < Frames; frame++)
        {
            ComputeOne(
                samples[(frame * _hop)..],
                magnitudes.Slice(frame * Bins, Bins),
                one[.._hop],
                one.Slice(_hop, _hop)
            );
        }
    }

    private static FourFloats Four(float a, float b, float c, float d) => new(Vector128.Create(a, b, c, d));

    private void ComputeTogether(
        ReadOnlySpan<float> samples,
        Span<float> magnitudes,
        Span<FourFloats> real,
        Span<FourFloats> imaginary,
        Span<FourFloats> power
    )
    {
        var frame0 = samples[.._window.Length];
        var frame1 = samples.Slice(_hop, _window.Length);
        var frame2 = samples.Slice(2 * _hop, _window.Length);
        var frame3 = samples.Slice(3 * _hop, _window.Length);
        for (var i = 0; i < _window.Length - 1; i += 2)
        {
            var place = _fft.Order[i / 2];
            real[place] = Four(frame0[i], frame1[i], frame2[i], frame3[i]) * _window[i];
            imaginary[place] = Four(frame0[i + 1], frame1[i + 1], frame2[i + 1], frame3[i + 1]) * _window[i + 1];
        }

        _fft.Power(real, imaginary, power);
        var magnitudes0 = magnitudes[..Bins];
        var magnitudes1 = magnitudes.Slice(Bins, Bins);
        var magnitudes2 = magnitudes.Slice(2 * Bins, Bins);
        var magnitudes3 = magnitudes.Slice(3 * Bins, Bins);
        for (var bin = 0; bin < power.Length; bin++)
        {
            var magnitude = Vector128.Sqrt(power[bin].Lanes);
            magnitudes0[bin] = magnitude[0];
            magnitudes1[bin] = magnitude[1];
            magnitudes2[bin] = magnitude[2];
            magnitudes3[bin] = magnitude[3];
        }
    }

    private void ComputeOne(
        ReadOnlySpan<float> samples,
        Span<float> magnitudes,
        Span<float> real,
        Span<float> imaginary
    )
    {
        for (var i = 0; i < _window.Length; i += 2)
        {
            var place = _fft.Order[i / 2];
            real[place] = samples[i] * _window[i];
            imaginary[place] = samples[i + 1] * _window[i + 1];
        }

        _fft.Power(real, imaginary, magnitudes);
        foreach (ref var magnitude in magnitudes)
        {
            magnitude = MathF.Sqrt(magnitude);
        }
    }
}
