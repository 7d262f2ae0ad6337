namespace VoiceAgent.Audio;

public sealed class Pcm16Tests
{
    public static TheoryData<int> Lengths => [0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 320, 1001];

    [Fact]
    public void Samples_are_little_endian()
    {
        Assert.Equal([0x0201, -2], Pcm16.AsSamples([0x01, 0x02, 0xFE, 0xFF, 0x55]).ToArray().Select(s => (int)s));
        Assert.Equal([0x01, 0x02, 0xFE, 0xFF], Pcm16.AsBytes([0x0201, -2]).ToArray());
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Floats_are_samples_over_32768_and_come_back_unchanged(int length)
    {
        var samples = Noise(length);
        var floats = new float[length + 1];
        floats[length] = 42;
        var again = new short[length + 1];
        again[length] = 42;

        Pcm16.ToFloat(samples, floats);
        Pcm16.FromFloat(floats.AsSpan(0, length), again);

        Assert.Equal(samples.Select(s => s / 32768f), floats[..length]);
        Assert.Equal(samples, again[..length]);
        Assert.Equal((42f, 42), (floats[length], again[length]));
    }

    [Fact]
    public void All_samples_survive_the_way_to_float_and_back()
    {
        var samples = Enumerable.Range(short.MinValue, 65536).Select(s => (short)s).ToArray();
        var floats = new float[65536];
        var again = new short[65536];

        Pcm16.ToFloat(samples, floats);
        Pcm16.FromFloat(floats, again);

        Assert.Equal(samples, again);
    }

    // Once in a short array and once in a long one: the vectorised and the plain path agree.
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void Floats_are_rounded_and_saturated(int copies)
    {
        (float Float, short Sample)[] cases =
        [
            (1f, 32767),
            (-1f, -32768),
            (1.5f, 32767),
            (-7f, -32768),
            (1e30f, 32767),
            (-1e30f, -32768),
            (float.PositiveInfinity, 32767),
            (float.NegativeInfinity, -32768),
            (float.NaN, 0),
            (0.5f / 32768, 0),
            (1.5f / 32768, 2),
            (-0.5f / 32768, 0),
            (-1.5f / 32768, -2),
            (0.6f / 32768, 1),
        ];
        foreach (var (value, expected) in cases)
        {
            var samples = new short[copies];
            Pcm16.FromFloat(Enumerable.Repeat(value, copies).ToArray(), samples);
            Assert.All(samples, sample => Assert.Equal(expected, sample));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Mono_is_the_mean_of_both_channels(int length)
    {
        var stereo = Noise((2 * length) + 1);
        var mono = new short[length];

        Pcm16.ToMono(stereo, mono);

        Assert.Equal(
            Enumerable.Range(0, length).Select(i => (short)((stereo[2 * i] + stereo[(2 * i) + 1]) >> 1)),
            mono
        );
    }

    [Fact]
    public void Mono_of_extremes_does_not_overflow()
    {
        var mono = new short[128];
        Pcm16.ToMono(Enumerable.Repeat(short.MinValue, 256).ToArray(), mono);
        Assert.All(mono, sample => Assert.Equal(short.MinValue, sample));
        Pcm16.ToMono(Enumerable.Repeat(short.MaxValue, 256).ToArray(), mono);
        Assert.All(mono, sample => Assert.Equal(short.MaxValue, sample));
    }

    [Fact]
    public void A_short_destination_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Pcm16.ToFloat(new short[2], new float[1]));
        Assert.Throws<ArgumentException>(() => Pcm16.FromFloat(new float[2], new short[1]));
        Assert.Throws<ArgumentException>(() => Pcm16.ToMono(new short[4], new short[1]));
    }

    private static short[] Noise(int length)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, length).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1))];
    }
}
