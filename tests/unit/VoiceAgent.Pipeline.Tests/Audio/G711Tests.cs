namespace VoiceAgent.Audio;

/// <summary>
/// The reference is written out from tables 1 and 2 of the recommendation: segments as a number of intervals and their
/// width, decision values at the borders, reconstruction in the middle of an interval.
/// </summary>
public sealed class G711Tests
{
    // Table 2a: one interval of 1, 15 of 2, then 16 each of 4, 8 .. 256, on a scale to 8159 (16 bits: times 4).
    private static readonly int[] MuLawBorders = Borders([
        (1, 1),
        (15, 2),
        .. Enumerable.Range(2, 7).Select(i => (16, 1 << i)),
    ]);

    // Table 1a: 32 intervals of 2, then 16 each of 4, 8 .. 128, on a scale to 4096 (16 bits: times 8).
    private static readonly int[] ALawBorders = Borders([(32, 2), .. Enumerable.Range(2, 6).Select(i => (16, 1 << i))]);

    [Fact]
    public void The_reference_has_the_recommendations_extremes()
    {
        Assert.Equal(8159, MuLawBorders[^1]);
        Assert.Equal(4096, ALawBorders[^1]);
        Assert.Equal(129, MuLawBorders.Length);
        Assert.Equal(129, ALawBorders.Length);
    }

    [Fact]
    public void Every_code_decodes_to_the_middle_of_its_interval()
    {
        var codes = Enumerable.Range(0, 256).Select(code => (byte)code).ToArray();
        var mu = new short[256];
        var a = new short[256];

        G711.DecodeMuLaw(codes, mu);
        G711.DecodeALaw(codes, a);

        for (var n = 0; n < 128; n++)
        {
            var muValue = n == 0 ? 0 : 4 * (MuLawBorders[n] + MuLawBorders[n + 1]) / 2;
            var aValue = 8 * (ALawBorders[n] + ALawBorders[n + 1]) / 2;
            Assert.Equal(muValue, mu[0xFF - n]);
            Assert.Equal(-muValue, mu[0x7F - n]);
            Assert.Equal(aValue, a[(0x80 | n) ^ 0x55]);
            Assert.Equal(-aValue, a[n ^ 0x55]);
        }
    }

    [Fact]
    public void Every_sample_encodes_to_the_interval_it_lies_in()
    {
        var samples = Enumerable.Range(short.MinValue, 65536).Select(sample => (short)sample).ToArray();
        var mu = new byte[samples.Length];
        var a = new byte[samples.Length];

        G711.EncodeMuLaw(samples, mu);
        G711.EncodeALaw(samples, a);

        for (var i = 0; i < samples.Length; i++)
        {
            var muInterval = Interval(samples[i], MuLawBorders, 4);
            var aInterval = Interval(samples[i], ALawBorders, 8);
            Assert.Equal((samples[i] < 0 ? 0x7F : 0xFF) - muInterval, mu[i]);
            Assert.Equal((aInterval | (samples[i] < 0 ? 0 : 0x80)) ^ 0x55, a[i]);
        }
    }

    [Fact]
    public void Decoding_and_encoding_gives_the_same_code_but_for_the_second_zero()
    {
        var codes = Enumerable.Range(0, 256).Select(code => (byte)code).ToArray();
        var samples = new short[256];
        var again = new byte[256];

        G711.DecodeALaw(codes, samples);
        G711.EncodeALaw(samples, again);
        Assert.Equal(codes, again);

        G711.DecodeMuLaw(codes, samples);
        G711.EncodeMuLaw(samples, again);
        codes[0x7F] = 0xFF;
        Assert.Equal(codes, again);
    }

    [Fact]
    public void A_short_destination_is_refused()
    {
        Assert.Throws<ArgumentException>(() => G711.DecodeMuLaw(new byte[2], new short[1]));
        Assert.Throws<ArgumentException>(() => G711.EncodeALaw(new short[2], new byte[1]));
    }

    private static int[] Borders((int Count, int Width)[] segments)
    {
        var borders = new List<int> { 0 };
        foreach (var (count, width) in segments)
        {
            borders.AddRange(Enumerable.Range(1, count).Select(i => borders[^1] + (i * width)).ToArray());
        }

        return [.. borders];
    }

    /// <summary>On a border, positive values belong to the interval outside it, negative ones to the one inside.</summary>
    private static int Interval(int sample, int[] borders, int scale)
    {
        var magnitude = sample < 0 ? -sample - 1 : sample;
        var n = 127;
        while (n > 0 && magnitude < borders[n] * scale)
        {
            n--;
        }

        return n;
    }
}
