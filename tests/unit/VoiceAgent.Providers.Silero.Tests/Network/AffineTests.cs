namespace VoiceAgent.Providers.Silero.Network;

public sealed class AffineTests
{
    [Theory]
    [InlineData(387, 128, 4, 129, 0f)]
    [InlineData(195, 128, 4, 65, 0f)]
    [InlineData(384, 64, 2, 256, 0f)]
    [InlineData(128, 64, 1, 0, 0f)]
    [InlineData(64, 128, 1, 0, 0f)]
    [InlineData(256, 512, 1, 0, float.NegativeInfinity)]
    public void Both_paths_compute_the_definition(int inputs, int outputs, int windows, int step, float floor)
    {
        var random = new Random(inputs);
        var weights = Numbers(random, inputs * outputs);
        var biases = Numbers(random, outputs);
        var input = Numbers(random, inputs + ((windows - 1) * step));
        var vectorised = new float[windows * outputs];
        var scalar = new float[windows * outputs];
        new Affine(weights, biases, (windows, step), floor, vectorised: true).Apply(input, vectorised);
        new Affine(weights, biases, (windows, step), floor, vectorised: false).Apply(input, scalar);

        for (var window = 0; window < windows; window++)
        {
            for (var output = 0; output < outputs; output++)
            {
                var sum = (double)biases[output];
                for (var i = 0; i < inputs; i++)
                {
                    sum += (double)weights[(output * inputs) + i] * input[(window * step) + i];
                }

                var expected = (float)Math.Max(sum, floor);
                Assert.Equal(expected, vectorised[(window * outputs) + output], 1e-4f);
                Assert.Equal(expected, scalar[(window * outputs) + output], 1e-4f);
            }
        }
    }

    [Fact]
    public void Too_little_room_is_refused_before_anything_is_read()
    {
        var layer = new Affine(new float[64 * 64], new float[64], (1, 0), 0, vectorised: true);
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Apply(new float[63], new float[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Apply(new float[64], new float[63]));
    }

    private static float[] Numbers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
}
