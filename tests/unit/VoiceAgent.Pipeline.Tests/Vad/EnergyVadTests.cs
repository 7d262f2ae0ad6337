using System.Globalization;
using VoiceAgent.Audio;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Vad;

public sealed class EnergyVadTests(ITestOutputHelper output)
{
    private static readonly EnergyVadFactory Factory = new();

    [Theory]
    [InlineData("jfk")]
    [InlineData("libri_84_121550_0000")]
    [InlineData("numbers")]
    [InlineData("q_weather")]
    [InlineData("phone_call_8k")]
    public void On_recorded_speech_it_mostly_agrees_with_the_trained_network(string clip)
    {
        var trained = File.ReadLines(SharedData.Golden($"silero_v6_{clip}.txt"))
            .Skip(1)
            .Select(line => float.Parse(line, CultureInfo.InvariantCulture) >= 0.5f)
            .ToArray();
        var audio = WavReader.Read(File.ReadAllBytes(SharedData.Speech(clip + ".wav")));
        var samples = new float[audio.Pcm.Length / 2];
        Pcm16.ToFloat(Pcm16.AsSamples(audio.Pcm.Span), samples);

        var own = Run(audio.Format.SampleRate, samples).Select(p => p >= 0.5f).ToArray();
        var agreement = own.Zip(trained, (a, b) => a == b ? 1.0 : 0).Average();
        output.WriteLine($"{clip}: {agreement:P1} of {own.Length} chunks");
        Assert.Equal(trained.Length, own.Length);
        Assert.InRange(agreement, 0.9, 1);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    public void Silence_is_not_speech(int rate) =>
        Assert.All(Run(rate, new float[10 * rate]), p => Assert.Equal(0, p, 0.02f));

    [Theory]
    [InlineData(8000, 0.001f)]
    [InlineData(16000, 0.001f)]
    [InlineData(16000, 0.01f)]
    [InlineData(16000, 0.1f)]
    public void Steady_noise_is_taken_for_speech_for_two_seconds_at_most(int rate, float amplitude)
    {
        var probabilities = Run(rate, Noise(rate, 20, amplitude));
        Assert.All(probabilities.Skip(2500 / 32), p => Assert.InRange(p, 0, 0.3f));
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    public void Hum_and_a_constant_part_do_not_hide_that_it_is_quiet(int rate)
    {
        var samples = new float[6 * rate];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = 0.3f + (0.005f * MathF.Sin(2 * MathF.PI * 50 * i / rate));
        }

        Assert.All(Run(rate, samples).Skip(3000 / 32), p => Assert.InRange(p, 0, 0.3f));
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    public void A_voice_stands_out_of_noise_and_is_let_go_when_it_ends(int rate)
    {
        var samples = Noise(rate, 6, 0.01f);
        for (var i = 3 * rate; i < 4 * rate; i++)
        {
            samples[i] += 0.1f * MathF.Sin(2 * MathF.PI * 300 * i / rate);
        }

        var probabilities = Run(rate, samples);
        Assert.All(probabilities[(3100 / 32)..(3900 / 32)], p => Assert.InRange(p, 0.9f, 1));
        Assert.All(probabilities[(4500 / 32)..], p => Assert.InRange(p, 0, 0.3f));
    }

    [Fact]
    public void A_long_voice_without_a_pause_is_still_a_voice_after_two_seconds_of_its_own_level()
    {
        // Syllables of 200 ms with dips of 50 ms between them for ten seconds.
        var samples = Noise(16000, 12, 0.003f);
        for (var i = 16000; i < 11 * 16000; i++)
        {
            samples[i] += i % 4000 < 3200 ? 0.2f * MathF.Sin(2 * MathF.PI * 200 * i / 16000) : 0;
        }

        var voiced = Run(16000, samples)[(1100 / 32)..(10900 / 32)];
        Assert.InRange(voiced.Count(p => p > 0.5f), voiced.Length * 95 / 100, voiced.Length);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.MaxValue)]
    public void A_sample_that_is_no_number_is_forgotten(float sample)
    {
        using var model = Factory.Create(16000);
        var bad = new float[512];
        bad[100] = sample;
        Assert.Equal(0, model.Process(bad));
        Assert.InRange(model.Process(Noise(16000, 0.032, 0.5f)), 0.9f, 1);
    }

    [Fact]
    public void Reset_forgets_everything_heard()
    {
        using var model = Factory.Create(16000);
        var audio = Noise(16000, 3, 0.05f);
        var first = Run(model, audio);
        model.Reset();
        Assert.Equal(first, Run(model, audio));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11025)]
    [InlineData(48000)]
    public void Another_rate_is_not_supported(int rate) =>
        Assert.Throws<NotSupportedException>(() => Factory.Create(rate));

    [Fact]
    public void A_chunk_of_another_length_is_refused()
    {
        using var model = Factory.Create(8000);
        Assert.Equal((8000, 256, "energy"), (model.SampleRate, model.ChunkSamples, Factory.Name));
        Assert.Throws<ArgumentException>(() => model.Process(new float[512]));
    }

    [Fact]
    public void A_chunk_allocates_nothing()
    {
        using var model = Factory.Create(16000);
        var chunk = Noise(16000, 0.032, 0.1f);
        Assert.Equal(0, Allocations.Of(() => model.Process(chunk)));
    }

    private static float[] Run(int rate, ReadOnlySpan<float> samples)
    {
        using var model = Factory.Create(rate);
        return Run(model, samples);
    }

    private static float[] Run(IVoiceActivityModel model, ReadOnlySpan<float> samples)
    {
        var probabilities = new float[samples.Length / model.ChunkSamples];
        for (var i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = model.Process(samples.Slice(i * model.ChunkSamples, model.ChunkSamples));
            Assert.InRange(probabilities[i], 0, 1);
        }

        return probabilities;
    }

    private static float[] Noise(int rate, double seconds, float amplitude)
    {
        var random = new Random(rate);
        return [.. Enumerable.Range(0, (int)(seconds * rate)).Select(_ => amplitude * ((2 * random.NextSingle()) - 1))];
    }
}
