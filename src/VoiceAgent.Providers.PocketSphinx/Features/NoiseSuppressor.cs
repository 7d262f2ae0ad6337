namespace VoiceAgent.Providers.PocketSphinx.Features;

/// <summary>
/// Turns steady noise down in each mel filter: the noise is the lower envelope of the filter's energy (down at once, up
/// slowly), and the filter's gain is the part of the energy above it, smoothed over time and over neighbouring filters, as in
/// power-normalised cepstra (Kim and Stern, IEEE/ACM TASLP 24, 2016, section III) and fe_noise.c of sphinxbase.
/// Not thread-safe.
/// </summary>
internal sealed class NoiseSuppressor(int filters)
{
    private const double PowerMemory = 0.7;
    private const double Rise = 0.005;
    private const double Fall = 0.5;
    private const double PeakMemory = 0.85;
    private const double MaskedShare = 0.2;

    /// <summary>Most it turns down, as a ratio of powers: 13 dB.</summary>
    private const double LowestGain = 0.05;

    /// <summary>Filters on either side that share a gain: single filters would leave musical tones.</summary>
    private const int Neighbours = 4;

    /// <summary>Mean energy in a filter below which there is only the rounding of 16-bit samples.</summary>
    private const double DigitalSilence = 1;

    /// <summary>Frames that a window covers.</summary>
    private const int FirstFrames = 3;

    private readonly double[] _power = new double[filters];
    private readonly double[] _noise = new double[filters];
    private readonly double[] _floor = new double[filters];
    private readonly double[] _peaks = new double[filters];
    private readonly double[] _gains = new double[filters];
    private int _begun;

    /// <param name="energies">Energy in each filter of a frame.</param>
    /// <param name="suppressed">Receives the same without the noise.</param>
    internal void Apply(ReadOnlySpan<double> energies, Span<double> suppressed)
    {
        if (Sum(energies) < DigitalSilence * energies.Length)
        {
            // A microphone never sends it, and the noise is not gone because nothing is sent.
            energies.CopyTo(suppressed);
            return;
        }

        if (_begun < FirstFrames)
        {
            // The first of them may hold the border between digital silence and sound.
            _begun++;
            for (var i = 0; i < _noise.Length; i++)
            {
                _noise[i] = Math.Max(_noise[i], energies[i]);
                _power[i] = _noise[i];
            }
        }

        for (var i = 0; i < _gains.Length; i++)
        {
            _power[i] = (PowerMemory * _power[i]) + ((1 - PowerMemory) * energies[i]);
            Follow(ref _noise[i], _power[i]);

            // A signal of less than a least significant bit is none; what is below its own envelope is noise that was missed.
            var signal = Math.Max(_power[i] - _noise[i], 1);
            Follow(ref _floor[i], signal);
            signal = Masked(ref _peaks[i], signal);
            _gains[i] = Math.Clamp(Math.Max(signal, _floor[i]) / Math.Max(_power[i], 1), LowestGain, 1);
        }

        for (var i = 0; i < _gains.Length; i++)
        {
            var first = Math.Max(i - Neighbours, 0);
            var last = Math.Min(i + Neighbours, _gains.Length - 1);
            double sum = 0;
            for (var j = first; j <= last; j++)
            {
                sum += _gains[j];
            }

            suppressed[i] = energies[i] * sum / (last - first + 1);
        }
    }

    /// <summary>What follows a loud moment closely is its echo in the room or in the filter: turned down further.</summary>
    private static double Masked(ref double peak, double signal)
    {
        peak *= PeakMemory;
        var masked = signal < PeakMemory * peak ? peak * MaskedShare : signal;
        peak = Math.Max(peak, signal);
        return masked;
    }

    private static double Sum(ReadOnlySpan<double> energies)
    {
        double sum = 0;
        foreach (var energy in energies)
        {
            sum += energy;
        }

        return sum;
    }

    private static void Follow(ref double envelope, double value) =>
        envelope += (value - envelope) * (value >= envelope ? Rise : Fall);
}
