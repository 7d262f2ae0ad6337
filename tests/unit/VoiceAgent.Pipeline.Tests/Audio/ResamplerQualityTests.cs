namespace VoiceAgent.Audio;

/// <summary>Measures the figures that <see cref="Resampler"/> documents and holds it to them.</summary>
public sealed class ResamplerQualityTests(ITestOutputHelper output)
{
    private static readonly int[] Rates = [8000, 16000, 22050, 24000, 44100, 48000];

    public static TheoryData<int, int> Pairs
    {
        get
        {
            var pairs = new TheoryData<int, int>();
            foreach (var input in Rates)
            {
                foreach (var target in Rates.Where(rate => rate != input))
                {
                    pairs.Add(input, target);
                }
            }

            // Rates with no small common divisor: rows of the table are interpolated.
            pairs.Add(8001, 47999);
            pairs.Add(47999, 8001);
            pairs.Add(16000, 15999);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Sines_keep_their_level_and_aliases_stay_away(int inputRate, int outputRate)
    {
        var nyquist = Math.Min(inputRate, outputRate) / 2.0;
        var (ripple, noise, pcmNoise) = (0.0, -200.0, -200.0);
        foreach (var part in new[] { 0.01, 0.1, 0.27, 0.5, 0.63, 0.8, 0.85, 0.9 })
        {
            var sine = Tone.Sine(part * nyquist, inputRate, inputRate / 8);
            var (amplitude, residual) = Tone.Fit(Middle(Run(sine, inputRate, outputRate)), part * nyquist, outputRate);
            ripple = Math.Max(ripple, Math.Abs(Tone.Decibels(amplitude / 0.5)));
            noise = Math.Max(noise, Tone.Decibels(residual / (0.5 / Math.Sqrt(2))));

            var pcm = Tone.Fit(Middle(RunPcm(sine, inputRate, outputRate)), part * nyquist, outputRate);
            pcmNoise = Math.Max(pcmNoise, Tone.Decibels(pcm.Residual / (0.5 / Math.Sqrt(2))));
        }

        // What lies above the lower Nyquist frequency: tones in the input that must vanish, or images of tones near it.
        var alias = -200.0;
        foreach (var part in new[] { 0.93, 0.97, 0.99, 1.0, 1.003, 1.02, 1.1, 1.4, 1.9, 2.3, 3.7, 4.9 })
        {
            var frequency = part * nyquist;
            if (frequency >= inputRate / 2.0)
            {
                continue;
            }

            var made = Middle(Run(Tone.Sine(frequency, inputRate, inputRate / 8), inputRate, outputRate));
            var left = part < 1 ? Tone.Fit(made, frequency, outputRate).Residual : Tone.Rms(made);
            alias = Math.Max(alias, Tone.Decibels(left / (0.5 / Math.Sqrt(2))));
        }

        output.WriteLine(
            $"{inputRate} -> {outputRate}: ripple {ripple:F5} dB, SNR {-noise:F1} dB ({-pcmNoise:F1} dB in 16 bits), alias {alias:F1} dB"
        );
        Assert.InRange(ripple, 0, 0.002);
        Assert.InRange(noise, -300, -85);
        Assert.InRange(pcmNoise, -300, -80);
        Assert.InRange(alias, -300, -76);
    }

    private static ReadOnlySpan<float> Middle(float[] signal) =>
        signal.AsSpan(signal.Length / 5, signal.Length * 3 / 5);

    private static float[] Run(float[] input, int inputRate, int outputRate)
    {
        var resampler = new Resampler(inputRate, outputRate);
        var made = new float[resampler.GetOutputCount(input.Length)];
        resampler.Write(input, made);
        return made;
    }

    private static float[] RunPcm(float[] input, int inputRate, int outputRate)
    {
        var samples = new short[input.Length];
        Pcm16.FromFloat(input, samples);
        var made = Pcm16.AsSamples(new Resampler(inputRate, outputRate).Write(Pcm16.AsBytes(samples)));
        var floats = new float[made.Length];
        Pcm16.ToFloat(made, floats);
        return floats;
    }
}
