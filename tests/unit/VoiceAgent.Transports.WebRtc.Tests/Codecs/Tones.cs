namespace VoiceAgent.Transports.WebRtc.Codecs;

/// <summary>Sounds to send, and how much of one is in another.</summary>
internal static class Tones
{
    /// <summary>A sine.</summary>
    public static short[] Sine(int rate, double hertz, int samples, int start = 0) =>
        [.. Enumerable.Range(start, samples).Select(n => (short)(8000 * Math.Sin(2 * Math.PI * hertz * n / rate)))];

    /// <summary>Something like a voice: a low pitch with harmonics, swelling four times a second.</summary>
    public static short[] Voice(int rate, int samples, int start = 0) =>
        [
            .. Enumerable
                .Range(start, samples)
                .Select(n => n / (double)rate)
                .Select(t =>
                    (short)(
                        (0.6 + (0.4 * Math.Sin(2 * Math.PI * 4 * t)))
                        * Enumerable.Range(1, 12).Sum(k => 2500.0 / k * Math.Sin(2 * Math.PI * 140 * k * t))
                    )
                ),
        ];

    /// <summary>Mean power, in decibels of full scale.</summary>
    public static double Level(ReadOnlySpan<short> samples)
    {
        var energy = 1e-9;
        foreach (var sample in samples)
        {
            energy += (double)sample * sample;
        }

        return 10 * Math.Log10(energy / samples.Length / (32768.0 * 32768));
    }

    /// <summary>Part of the power that is at a frequency, 0 to 1.</summary>
    public static double Share(ReadOnlySpan<short> samples, int rate, double hertz)
    {
        var (real, imaginary, energy) = (0.0, 0.0, 1e-9);
        for (var n = 0; n < samples.Length; n++)
        {
            var phase = 2 * Math.PI * hertz * n / rate;
            real += samples[n] * Math.Cos(phase);
            imaginary += samples[n] * Math.Sin(phase);
            energy += (double)samples[n] * samples[n];
        }

        return ((real * real) + (imaginary * imaginary)) * 2 / samples.Length / energy;
    }
}
