namespace VoiceAgent.Transports.WebRtc;

internal static class Tones
{
    /// <summary>440 Hz, loud.</summary>
    public static void Fill(Span<short> samples, int rate)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(12_000 * Math.Sin(2 * Math.PI * 440 * i / rate));
        }
    }

    /// <summary>Root of the mean square.</summary>
    public static double Level(ReadOnlySpan<short> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
        {
            sum += sample * (double)sample;
        }

        return samples.IsEmpty ? 0 : Math.Sqrt(sum / samples.Length);
    }
}
