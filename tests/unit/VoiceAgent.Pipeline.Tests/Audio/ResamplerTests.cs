using VoiceAgent.Tests.Common;

namespace VoiceAgent.Audio;

public sealed class ResamplerTests(ITestOutputHelper output)
{
    public static TheoryData<int, int> Pairs =>
        new()
        {
            { 8000, 16000 },
            { 16000, 8000 },
            { 24000, 16000 },
            { 16000, 24000 },
            { 48000, 16000 },
            { 24000, 48000 },
            { 22050, 16000 },
            { 44100, 48000 },
            { 48000, 44100 },
            { 8000, 48000 },
            { 48000, 8000 },
            { 44100, 8000 },
            { 8001, 47999 },
            { 47999, 8001 },
            { 16000, 16000 },
        };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Output_is_the_same_to_the_bit_however_the_input_is_cut(int inputRate, int outputRate)
    {
        var random = new Random(inputRate + outputRate);
        var input = Noise(random, 12_345);
        var whole = Resampler.Resample(Pcm16.AsBytes(input), inputRate, outputRate);

        foreach (var longest in new[] { 2, 17, 320, 5000 })
        {
            var resampler = new Resampler(inputRate, outputRate);
            var made = new List<byte>();
            for (var at = 0; at < input.Length; )
            {
                var length = Math.Min(random.Next(0, longest), input.Length - at);
                var expected = resampler.GetOutputCount(length);
                var piece = resampler.Write(Pcm16.AsBytes(input.AsSpan(at, length)));
                Assert.Equal(expected, piece.Length / 2);
                made.AddRange(piece);
                at += length;
            }

            made.AddRange(resampler.Flush());
            Assert.True(whole.AsSpan().SequenceEqual(made.ToArray()));
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Floats_are_the_same_to_the_bit_however_the_input_is_cut(int inputRate, int outputRate)
    {
        var random = new Random(inputRate + outputRate);
        var input = Tone.Sine(440, inputRate, 9_000);
        var resampler = new Resampler(inputRate, outputRate);
        var whole = new float[resampler.GetOutputCount(input.Length)];
        resampler.Write(input, whole);
        resampler.Reset();

        var made = new float[whole.Length];
        var written = 0;
        for (var at = 0; at < input.Length; )
        {
            var length = Math.Min(random.Next(1, 700), input.Length - at);
            written += resampler.Write(input.AsSpan(at, length), made.AsSpan(written));
            at += length;
        }

        Assert.Equal(whole.Length, written);
        Assert.True(whole.AsSpan().SequenceEqual(made));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Nothing_is_shifted_and_the_length_is_kept(int inputRate, int outputRate)
    {
        var frequency = 700.0;
        var input = Tone.Sine(frequency, inputRate, inputRate / 5);
        var resampler = new Resampler(inputRate, outputRate);
        var ready = resampler.GetOutputCount(input.Length);
        var made = new float[ready + resampler.GetOutputCount(input.Length + resampler.Delay) - ready];
        resampler.Write(input, made);
        var tail = resampler.Flush(made.AsSpan(ready));

        Assert.Equal((((long)input.Length * outputRate) + inputRate - 1) / inputRate, ready + tail);
        var expected = Tone.Sine(frequency, outputRate, made.Length);
        for (var i = made.Length / 5; i < made.Length * 4 / 5; i++)
        {
            Assert.Equal(expected[i], made[i], 4e-4f);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Flush_starts_anew(int inputRate, int outputRate)
    {
        var input = Pcm16.AsBytes(Noise(new Random(3), 2_000));
        var resampler = new Resampler(inputRate, outputRate);
        byte[] first = [.. resampler.Write(input), .. resampler.Flush()];
        byte[] second = [.. resampler.Write(input), .. resampler.Flush()];

        Assert.Equal(first, second);
        Assert.Empty(resampler.Flush());
    }

    [Fact]
    public void The_delay_is_48_samples_of_the_lower_rate()
    {
        Assert.Equal(48, new Resampler(8000, 48000).Delay);
        Assert.Equal(48, new Resampler(16000, 24000).Delay);
        Assert.Equal(72, new Resampler(24000, 16000).Delay);
        Assert.Equal(288, new Resampler(48000, 8000).Delay);
        Assert.Equal(0, new Resampler(16000, 16000).Delay);
    }

    [Fact]
    public void Silence_and_constants_stay_what_they_are()
    {
        var made = new float[12_000];
        var count = new Resampler(22050, 48000).Write(Enumerable.Repeat(0.25f, 5_000).ToArray(), made);
        Assert.All(made[300..count], sample => Assert.Equal(0.25f, sample, 1e-6f));
    }

    [Fact]
    public void Full_scale_saturates_instead_of_wrapping()
    {
        var square = Enumerable
            .Range(0, 4_000)
            .Select(i => i / 20 % 2 == 0 ? short.MaxValue : short.MinValue)
            .ToArray();
        var made = new short[12_000];
        var count = new Resampler(16000, 48000).Write(square, made);

        // Overshoot of the band-limited square is cut; a wrap would put the opposite extreme in the middle of a plateau.
        for (var i = 300; i < count; i++)
        {
            var within = i % 60;
            if (within is > 4 and < 56)
            {
                Assert.Equal(i / 60 % 2 == 0, made[i] > 0);
            }
        }
    }

    [Theory]
    [InlineData(7999, 16000)]
    [InlineData(16000, 48001)]
    [InlineData(0, 16000)]
    [InlineData(16000, -1)]
    public void Rates_out_of_range_are_refused(int inputRate, int outputRate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resampler(inputRate, outputRate));

    [Fact]
    public void A_short_output_is_refused_and_nothing_is_taken()
    {
        var resampler = new Resampler(16000, 48000);
        Assert.Throws<ArgumentException>(() => resampler.Write(new short[320], new short[10]));
        Assert.Equal(new Resampler(16000, 48000).GetOutputCount(320), resampler.GetOutputCount(320));
    }

    [Fact]
    public void Odd_pairs_of_rates_do_not_stay_in_memory()
    {
        var table = Odd();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(table.TryGetTarget(out _));
        Assert.Same(ResamplerFilter.For(16000, 48000), ResamplerFilter.For(16000, 48000));
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        var resampler = new Resampler(24000, 16000);
        var (input, made) = (new short[480], new short[480]);
        Assert.Equal(0, Allocations.Of(() => resampler.Write(input, made)));
    }

    /// <summary>Worth reading when it runs alone, in Release: else other tests share the cores and the compiler is not done.</summary>
    [Theory]
    [InlineData(24000, 16000)]
    [InlineData(16000, 24000)]
    [InlineData(48000, 16000)]
    [InlineData(24000, 48000)]
    public void Cost_of_a_20_ms_frame_is_printed(int inputRate, int outputRate)
    {
        var resampler = new Resampler(inputRate, outputRate);
        var (input, made) = (Noise(new Random(1), inputRate / 50), new short[(outputRate / 50) + 16]);
        var best = TimeSpan.MaxValue;
        var begin = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(0.3))
        {
            var start = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < 100; i++)
            {
                resampler.Write(input, made);
            }

            var took = TimeProvider.System.GetElapsedTime(start);
            best = took < best ? took : best;
        }

        output.WriteLine($"{inputRate} -> {outputRate}: {best.TotalNanoseconds / 100:F0} ns per 20 ms");
    }

    private static short[] Noise(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1))];

    private static WeakReference<ResamplerFilter> Odd() => new(ResamplerFilter.For(8009, 9001));
}
