namespace VoiceAgent.Audio;

/// <summary>Sines, and how much of a signal is a given sine.</summary>
internal static class Tone
{
    public static float[] Sine(double frequency, int rate, int length, double amplitude = 0.5, double phase = 0.3) =>
        [
            .. Enumerable
                .Range(0, length)
                .Select(i => (float)(amplitude * Math.Sin((2 * Math.PI * frequency * i / rate) + phase))),
        ];

    /// <summary>Least squares fit of a sine of known frequency: its amplitude, and the RMS of what is left.</summary>
    public static (double Amplitude, double Residual) Fit(ReadOnlySpan<float> signal, double frequency, int rate)
    {
        double ss = 0,
            cc = 0,
            sc = 0,
            xs = 0,
            xc = 0,
            xx = 0;
        for (var i = 0; i < signal.Length; i++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * frequency * i / rate);
            ss += s * s;
            cc += c * c;
            sc += s * c;
            xs += signal[i] * s;
            xc += signal[i] * c;
            xx += (double)signal[i] * signal[i];
        }

        var determinant = (ss * cc) - (sc * sc);
        var a = ((xs * cc) - (xc * sc)) / determinant;
        var b = ((xc * ss) - (xs * sc)) / determinant;
        return (Math.Sqrt((a * a) + (b * b)), Math.Sqrt(Math.Max(0, xx - (a * xs) - (b * xc)) / signal.Length));
    }

    public static double Rms(ReadOnlySpan<float> signal)
    {
        var sum = 0.0;
        foreach (var x in signal)
        {
            sum += (double)x * x;
        }

        return Math.Sqrt(sum / signal.Length);
    }

    public static double Decibels(double ratio) => 20 * Math.Log10(Math.Max(ratio, 1e-12));
}
