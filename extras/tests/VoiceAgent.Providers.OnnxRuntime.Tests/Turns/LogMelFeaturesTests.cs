using System.Numerics;

namespace VoiceAgent.Providers.OnnxRuntime.Turns;

public sealed class LogMelFeaturesTests
{
    private const int Size = LogMelFeatures.Bands * LogMelFeatures.Frames;

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(400)]
    public void The_transform_is_what_its_definition_says(int length)
    {
        var random = new Random(length);
        var samples = Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5).ToArray();
        var spectrum = new Complex[length];
        new FourierTransform(length).Transform(samples, spectrum);
        for (var k = 0; k < length; k++)
        {
            var expected = samples.Select((x, n) => x * Complex.FromPolarCoordinates(1, -2 * Math.PI * k * n / length));
            Assert.True((expected.Aggregate(Complex.Add) - spectrum[k]).Magnitude < 1e-10);
        }
    }

    [Fact]
    public void Filters_stand_where_the_mel_scale_of_slaney_has_them_and_have_one_area()
    {
        var filters = new MelFilters(80, 201, 16000);
        var powers = new double[201];

        // 1 kHz is mel 15, and the scale ends at mel 45.245640471924965: published values of the scale.
        Array.Fill(powers, 1);
        var widths = Enumerable.Range(0, 80).Select(i => filters.Apply(i, powers) * 40).ToArray();
        Assert.InRange(widths[60..].Average(), 0.98, 1.02);

        var peak = Peak(filters, bin: 25);
        Assert.Equal((int)Math.Round(15 / 45.245640471924965 * 81) - 1, peak);
        Assert.True(Peak(filters, bin: 10) < Peak(filters, bin: 60));
    }

    /// <summary>Computed with numpy from the definition: Slaney's filters, a Hann window, reflected ends, the loudest 80 dB.</summary>
    [Theory]
    [InlineData(0, 0, -0.203462)]
    [InlineData(0, 500, 1.403576)]
    [InlineData(11, 500, 1.614093)]
    [InlineData(11, 799, 1.756806)]
    [InlineData(26, 650, -0.203462)]
    [InlineData(40, 700, -0.158275)]
    [InlineData(79, 799, -0.119168)]
    [InlineData(5, 505, 1.188364)]
    [InlineData(30, 799, 0.392641)]
    public void The_numbers_are_those_of_another_computation(int band, int frame, double expected)
    {
        const double Turn = 2 * Math.PI / LogMelFeatures.SampleRate;
        var sound = Enumerable
            .Range(0, 48_000)
            .Select(n =>
            {
                var glide = 100 + (n * 500.0 / LogMelFeatures.SampleRate);
                return (float)((0.3 * Math.Sin(Turn * 440 * n)) + (0.1 * Math.Sin(Turn * glide * n)));
            })
            .ToArray();

        Assert.Equal(expected, Compute(sound)[(band * LogMelFeatures.Frames) + frame], 1e-4);
    }

    [Fact]
    public void A_tone_is_brightest_in_its_band_and_the_rest_is_dark()
    {
        var features = Compute(Tone(1000, LogMelFeatures.Samples));
        var frame = Enumerable.Range(0, 80).Select(band => features[(band * LogMelFeatures.Frames) + 400]).ToArray();

        Assert.Equal(26, Array.IndexOf(frame, frame.Max()));
        Assert.True(frame[26] - frame[70] > 0.9f, $"{frame[26]} {frame[70]}");
    }

    [Fact]
    public void Loudness_makes_no_difference_and_the_range_is_two()
    {
        var tone = Tone(440, 50_000);
        var loud = Compute([.. tone.Select(sample => sample * 0.9f)]);
        var quiet = Compute([.. tone.Select(sample => sample * 0.3f)]);

        Assert.True(loud.Zip(quiet, (a, b) => Math.Abs(a - b)).Max() < 0.01);
        Assert.InRange(loud.Max() - loud.Min(), 1.99f, 2.001f);
    }

    [Fact]
    public void Of_long_speech_the_end_counts_and_short_speech_stands_at_the_end()
    {
        var tone = Tone(700, LogMelFeatures.Samples);
        float[] longer = [.. Tone(3000, 30_000), .. tone];
        Assert.Equal(Compute(tone), Compute(longer));

        var features = Compute(Tone(700, 16_000));
        var band = features.AsSpan(20 * LogMelFeatures.Frames, LogMelFeatures.Frames).ToArray();
        Assert.True(band[..690].Max() < band[710..].Min());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_000)]
    public void Silence_and_next_to_nothing_give_numbers(int samples)
    {
        var features = Compute(new float[samples]);

        Assert.All(features, feature => Assert.True(float.IsFinite(feature)));
    }

    [Fact]
    public void Samples_that_are_no_numbers_count_as_silence()
    {
        var speech = Tone(500, 20_000);
        speech[100] = float.NaN;
        speech[200] = float.PositiveInfinity;

        Assert.All(Compute(speech), feature => Assert.True(float.IsFinite(feature)));
    }

    private static int Peak(MelFilters filters, int bin)
    {
        var powers = new double[201];
        powers[bin] = 1;
        return Enumerable.Range(0, 80).MaxBy(i => filters.Apply(i, powers));
    }

    private static float[] Compute(float[] speech)
    {
        var features = new float[Size];
        new LogMelFeatures().Compute(speech, features);
        return features;
    }

    private static float[] Tone(double hertz, int samples) =>
        [.. Enumerable.Range(0, samples).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * hertz * i / 16000)))];
}
