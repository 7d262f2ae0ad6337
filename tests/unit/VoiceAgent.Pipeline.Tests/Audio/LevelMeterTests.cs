using VoiceAgent.Tests.Common;

namespace VoiceAgent.Audio;

public sealed class LevelMeterTests
{
    [Fact]
    public void A_full_scale_sine_has_minus_3_dB_rms_and_0_dB_peak()
    {
        var meter = new LevelMeter(16000);
        meter.Add(Tone.Sine(1000, 16000, 512, amplitude: 1, phase: 0));
        Assert.Equal(-3.01f, meter.RmsDbfs, 0.01f);
        Assert.Equal(0, meter.PeakDbfs, 0.01f);
        Assert.Equal(1, meter.Loudness);
    }

    [Theory]
    [InlineData(8000, 256)]
    [InlineData(16000, 512)]
    [InlineData(22050, 705)]
    [InlineData(48000, 1536)]
    public void A_window_is_32_ms(int rate, int samples)
    {
        var meter = new LevelMeter(rate);
        Assert.Equal(samples, meter.WindowSamples);
        meter.Add(new float[samples - 1]);
        meter.Add([1f]);
        Assert.Equal(0, meter.PeakDbfs);
    }

    [Fact]
    public void Silence_has_a_floor()
    {
        var meter = new LevelMeter(16000);
        meter.Add(new short[5120]);
        Assert.Equal((LevelMeter.Silence, LevelMeter.Silence), (meter.RmsDbfs, meter.PeakDbfs));
        Assert.Equal((0f, 0f), (meter.Loudness, meter.Volume));
    }

    [Fact]
    public void A_constant_is_no_sound()
    {
        var meter = new LevelMeter(16000);
        meter.Add([.. Tone.Sine(500, 16000, 512, amplitude: 0.01).Select(x => x + 0.1f)]);
        Assert.Equal(-43, meter.RmsDbfs, 0.1f);
    }

    // Loudness runs from -110 to -10 dB: -50 dB is the usual minimum of 0.6.
    [Theory]
    [InlineData(-110, 0)]
    [InlineData(-50, 0.6)]
    [InlineData(-10, 1)]
    public void Volume_settles_at_the_loudness(double dbfs, double volume)
    {
        var meter = new LevelMeter(16000);
        meter.Add(Tone.Sine(1000, 16000, 51200, amplitude: Math.Sqrt(2) * Math.Pow(10, dbfs / 20)));
        Assert.Equal(dbfs, meter.RmsDbfs, 0.1);
        Assert.Equal(volume, meter.Loudness, 0.001);
        Assert.Equal(volume, meter.Volume, 0.001);
    }

    [Fact]
    public void Volume_moves_a_fifth_of_the_way_with_each_window()
    {
        var meter = new LevelMeter(16000);
        var loud = Tone.Sine(1000, 16000, 512, amplitude: 1);
        meter.Add(loud);
        Assert.Equal(0.2f, meter.Volume, 1e-5f);
        meter.Add(loud);
        Assert.Equal(0.36f, meter.Volume, 1e-5f);
        meter.Add(new float[512]);
        Assert.Equal(0.288f, meter.Volume, 1e-5f);
    }

    [Fact]
    public void The_cut_does_not_matter()
    {
        var random = new Random(5);
        var samples = Enumerable.Range(0, 20_000).Select(_ => (short)random.Next(-9000, 9000)).ToArray();
        var (whole, cut, floats) = (new LevelMeter(16000), new LevelMeter(16000), new LevelMeter(16000));
        whole.Add(samples);
        for (var at = 0; at < samples.Length; )
        {
            var length = Math.Min(random.Next(1, 900), samples.Length - at);
            cut.Add(samples.AsSpan(at, length));
            floats.Add([.. samples[at..(at + length)].Select(s => s / 32768f)]);
            at += length;
        }

        Assert.Equal(whole.RmsDbfs, cut.RmsDbfs, 0.001f);
        Assert.Equal(whole.PeakDbfs, cut.PeakDbfs);
        Assert.Equal(whole.Volume, cut.Volume, 1e-5f);
        Assert.Equal(whole.Volume, floats.Volume, 1e-5f);
    }

    [Fact]
    public void Reset_forgets_everything()
    {
        var meter = new LevelMeter(16000);
        meter.Add(Tone.Sine(1000, 16000, 700));
        meter.Reset();
        Assert.Equal(
            (LevelMeter.Silence, LevelMeter.Silence, 0f, 0f),
            (meter.RmsDbfs, meter.PeakDbfs, meter.Loudness, meter.Volume)
        );
        meter.Add(new float[511]);
        meter.Add([1f]);
        Assert.Equal(0, meter.PeakDbfs);
    }

    [Fact]
    public void Rates_out_of_range_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LevelMeter(96000));

    /// <summary>The documented relation: beside loudness by ITU-R BS.1770 over the same windows of recorded speech.</summary>
    [Theory]
    [InlineData("jfk.wav")]
    [InlineData("libri_84_121550_0000.wav")]
    [InlineData("q_weather.wav")]
    [InlineData("lj001_0002.wav")]
    public void Loudness_of_speech_is_close_to_BS_1770(string file)
    {
        var wav = WavReader.Read(File.ReadAllBytes(SharedData.Speech(file)));
        var pcm = Pcm16.AsSamples(Resampler.Resample(wav.Pcm.Span, wav.Format.SampleRate, 48000));
        var samples = new float[pcm.Length];
        Pcm16.ToFloat(pcm, samples);
        var weighted = KWeighted(samples);
        var meter = new LevelMeter(48000);
        var (sum, count) = (0.0, 0);
        for (var at = 0; at + meter.WindowSamples <= samples.Length; at += meter.WindowSamples)
        {
            meter.Add(samples.AsSpan(at, meter.WindowSamples));
            if (meter.Loudness < 0.6)
            {
                continue;
            }

            var lufs = -0.691 + Tone.Decibels(Tone.Rms(weighted.AsSpan(at, meter.WindowSamples)));
            var difference = meter.Loudness - Math.Clamp((lufs + 110) / 100, 0, 1);
            Assert.InRange(difference, -0.035, 0.035);
            sum += difference;
            count++;
        }

        Assert.InRange(sum / count, -0.01, 0.01);
    }

    /// <summary>The two filters of BS.1770 at 48 kHz, with the coefficients printed there.</summary>
    private static float[] KWeighted(float[] samples) =>
        Biquad(
            Biquad(samples, 1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585),
            1,
            -2,
            1,
            -1.99004745483398,
            0.99007225036621
        );

    private static float[] Biquad(float[] input, double b0, double b1, double b2, double a1, double a2)
    {
        var output = new float[input.Length];
        double x1 = 0,
            x2 = 0,
            y1 = 0,
            y2 = 0;
        for (var i = 0; i < input.Length; i++)
        {
            var y = (b0 * input[i]) + (b1 * x1) + (b2 * x2) - (a1 * y1) - (a2 * y2);
            (x2, x1, y2, y1) = (x1, input[i], y1, y);
            output[i] = (float)y;
        }

        return output;
    }
}
