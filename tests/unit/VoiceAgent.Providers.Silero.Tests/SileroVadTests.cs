using VoiceAgent.Tests.Common;
using VoiceAgent.Vad;

namespace VoiceAgent.Providers.Silero;

public sealed class SileroVadTests
{
    private static readonly SileroVadFactory Factory = new();

    [Theory]
    [InlineData(8000, 256)]
    [InlineData(16000, 512)]
    public void A_model_tells_its_rate_and_its_chunk(int rate, int chunk)
    {
        using var model = Factory.Create(rate);
        Assert.Equal(rate, model.SampleRate);
        Assert.Equal(chunk, model.ChunkSamples);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-16000)]
    [InlineData(11025)]
    [InlineData(48000)]
    public void Another_rate_is_not_supported(int rate)
    {
        var error = Assert.Throws<NotSupportedException>(() => Factory.Create(rate));
        Assert.Contains("8000 or 16000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    public void A_chunk_of_another_length_is_refused_and_changes_nothing(int rate)
    {
        using var model = Factory.Create(rate);
        using var other = Factory.Create(rate);
        Assert.Throws<ArgumentException>(() => model.Process(new float[model.ChunkSamples - 1]));
        Assert.Throws<ArgumentException>(() => model.Process(new float[model.ChunkSamples + 1]));
        Assert.Throws<ArgumentException>(() => model.Process([]));
        var noise = Noise(model.ChunkSamples, seed: 1);
        Assert.Equal(other.Process(noise), model.Process(noise));
    }

    [Theory]
    [InlineData(8000, true)]
    [InlineData(8000, false)]
    [InlineData(16000, true)]
    [InlineData(16000, false)]
    public void Silence_noise_and_full_scale_give_probabilities(int rate, bool vectorised)
    {
        using var model = new SileroVadFactory(vectorised).Create(rate);
        var square = new float[model.ChunkSamples];
        for (var i = 0; i < square.Length; i++)
        {
            square[i] = i % 20 < 10 ? 1 : -1;
        }

        for (var i = 0; i < 50; i++)
        {
            Assert.InRange(model.Process(new float[model.ChunkSamples]), 0f, 0.2f);
        }

        for (var i = 0; i < 50; i++)
        {
            Assert.InRange(model.Process(Noise(model.ChunkSamples, seed: i)), 0f, 1f);
            Assert.InRange(model.Process(square), 0f, 1f);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.MaxValue)]
    public void A_sample_that_is_no_number_is_forgotten(float sample)
    {
        using var model = Factory.Create(16000);
        using var fresh = Factory.Create(16000);
        var bad = Noise(512, seed: 2);
        bad[100] = sample;
        Assert.InRange(model.Process(bad), 0f, 1f);

        // After a reset of its own, or at the latest after ours, it is as good as new.
        Assert.InRange(model.Process(Noise(512, seed: 3)), 0f, 1f);
        model.Reset();
        Assert.Equal(fresh.Process(Noise(512, seed: 4)), model.Process(Noise(512, seed: 4)));
    }

    [Fact]
    public void Reset_forgets_everything_heard()
    {
        using var model = Factory.Create(16000);
        var first = Recording.Run(model, Noise(512 * 20, seed: 5));
        model.Reset();
        Assert.Equal(first, Recording.Run(model, Noise(512 * 20, seed: 5)));
    }

    [Fact]
    public void Streams_do_not_hear_each_other()
    {
        var audio = Noise(512 * 30, seed: 6);
        using var alone = Factory.Create(16000);
        var expected = Recording.Run(alone, audio);

        using var first = Factory.Create(16000);
        using var second = Factory.Create(8000);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], first.Process(audio.AsSpan(i * 512, 512)));
            second.Process(audio.AsSpan(i * 256, 256));
        }
    }

    [Fact]
    public void Threads_share_the_weights()
    {
        var audio = Noise(512 * 100, seed: 7);
        using var alone = Factory.Create(16000);
        var expected = Recording.Run(alone, audio);
        var results = new float[8][];
        Parallel.For(
            0,
            results.Length,
            i =>
            {
                using var model = Factory.Create(16000);
                results[i] = Recording.Run(model, audio);
            }
        );
        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Theory]
    [InlineData(8000, true)]
    [InlineData(8000, false)]
    [InlineData(16000, true)]
    [InlineData(16000, false)]
    public void A_chunk_allocates_nothing(int rate, bool vectorised)
    {
        using var model = new SileroVadFactory(vectorised).Create(rate);
        var chunk = Noise(model.ChunkSamples, seed: 8);
        Assert.Equal(0, Allocations.Of(() => model.Process(chunk)));
    }

    [Fact]
    public void The_factory_has_a_name()
    {
        Assert.Equal("silero", ((IVoiceActivityModelFactory)Factory).Name);
    }

    private static float[] Noise(int samples, int seed)
    {
        var random = new Random(seed);
        var noise = new float[samples];
        for (var i = 0; i < samples; i++)
        {
            noise[i] = (random.NextSingle() - 0.5f) * 0.5f;
        }

        return noise;
    }
}
