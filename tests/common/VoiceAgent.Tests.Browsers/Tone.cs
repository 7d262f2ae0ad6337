namespace VoiceAgent.Tests.Browsers;

/// <summary>Makes tones, and finds them again.</summary>
internal static class Tone
{
    /// <summary>Samples of a tone, at a quarter of full scale.</summary>
    public static short[] Samples(double frequency, int rate, int start, int count) =>
        [.. Enumerable.Range(start, count).Select(i => (short)(8000 * Math.Sin(2 * Math.PI * frequency * i / rate)))];

    /// <summary>The part of the sound's energy that is at a frequency, 0 to 1 (Goertzel).</summary>
    public static double Share(ReadOnlySpan<short> samples, double frequency, int rate)
    {
        var coefficient = 2 * Math.Cos(2 * Math.PI * frequency / rate);
        var (before, last, energy) = (0.0, 0.0, 0.0);
        foreach (var sample in samples)
        {
            (before, last) = (last, sample + (coefficient * last) - before);
            energy += (double)sample * sample;
        }

        var power = (last * last) + (before * before) - (coefficient * last * before);
        return energy == 0 ? 0 : 2 * power / (samples.Length * energy);
    }
}
