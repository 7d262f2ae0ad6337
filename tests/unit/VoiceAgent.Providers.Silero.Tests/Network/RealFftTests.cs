using System.Numerics;
using System.Runtime.Intrinsics;

namespace VoiceAgent.Providers.Silero.Network;

public sealed class RealFftTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(128)]
    [InlineData(256)]
    public void Power_is_four_times_that_of_the_definition(int size)
    {
        var random = new Random(size);
        var samples = Enumerable.Range(0, size).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var fft = new RealFft(size);
        var real = new float[size / 2];
        var imaginary = new float[size / 2];
        for (var i = 0; i < size / 2; i++)
        {
            real[fft.Order[i]] = samples[2 * i];
            imaginary[fft.Order[i]] = samples[(2 * i) + 1];
        }

        var power = new float[(size / 2) + 1];
        fft.Power(real.AsSpan(), imaginary.AsSpan(), power.AsSpan());
        for (var bin = 0; bin < power.Length; bin++)
        {
            var expected = Complex.Zero;
            for (var n = 0; n < size; n++)
            {
                expected += samples[n] * Complex.FromPolarCoordinates(1, -2 * Math.PI * bin * n / size);
            }

            Assert.Equal(4 * expected.Magnitude * expected.Magnitude, power[bin], 1e-3 * size / 16);
        }
    }

    [Fact]
    public void Four_blocks_at_once_are_four_blocks()
    {
        const int Half = 128;
        var random = new Random(1);
        var fft = new RealFft(2 * Half);
        var real = Enumerable.Range(0, Half).Select(_ => Four(random)).ToArray();
        var imaginary = Enumerable.Range(0, Half).Select(_ => Four(random)).ToArray();
        var expected = new float[4][];
        for (var lane = 0; lane < 4; lane++)
        {
            expected[lane] = new float[Half + 1];
            var (re, im) = (real.Select(v => v.Lanes[lane]).ToArray(), imaginary.Select(v => v.Lanes[lane]).ToArray());
            fft.Power(re.AsSpan(), im.AsSpan(), expected[lane].AsSpan());
        }

        var power = new FourFloats[Half + 1];
        fft.Power(real.AsSpan(), imaginary.AsSpan(), power.AsSpan());
        for (var bin = 0; bin <= Half; bin++)
        {
            for (var lane = 0; lane < 4; lane++)
            {
                Assert.Equal(expected[lane][bin], power[bin].Lanes[lane], 1e-4f * (1 + expected[lane][bin]));
            }
        }
    }

    private static FourFloats Four(Random random) =>
        new(Vector128.Create(random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle()));
}
