namespace VoiceAgent.Providers.PocketSphinx.Features;

public sealed class NoiseTests
{
    private const int Filters = 25;

    [Fact]
    public void Steady_noise_is_turned_down_and_a_voice_above_it_stays()
    {
        var random = new Random(11);
        var suppressor = new NoiseSuppressor(Filters);
        var noise = 0.0;
        for (var i = 0; i < 100; i++)
        {
            noise = Decibels(suppressor, Frame(random, 1000));
        }

        var voice = Enumerable.Range(0, 5).Select(_ => Decibels(suppressor, Frame(random, 1_000_000))).Last();

        Assert.InRange(noise, -13.1, -6);
        Assert.InRange(voice, -1, 0);
    }

    [Fact]
    public void Digital_silence_gives_numbers()
    {
        var suppressor = new NoiseSuppressor(Filters);
        var suppressed = new double[Filters];

        suppressor.Apply(new double[Filters], suppressed);
        suppressor.Apply(new double[Filters], suppressed);

        Assert.All(suppressed, energy => Assert.Equal(0, energy));
    }

    [Theory]
    [InlineData(20, 1)]
    [InlineData(29, 0.5)]
    [InlineData(50, 0)]
    public void The_distance_between_loud_and_quiet_says_how_noisy_it_is(float distance, double share)
    {
        var gauge = new NoiseGauge(quiet: 32, noisy: 26);
        for (var i = 0; i < 100; i++)
        {
            gauge.Add(30 + (i % 2 * distance));
            gauge.Add(-46);
        }

        Assert.Equal(share, gauge.Share, 3);
    }

    [Fact]
    public void Nothing_is_suppressed_before_enough_was_heard()
    {
        var gauge = new NoiseGauge(quiet: 32, noisy: 26);
        for (var i = 0; i < 10; i++)
        {
            gauge.Add(-46);
            gauge.Add(50);
        }

        Assert.Equal(0, gauge.Share);
    }

    [Fact]
    public void A_frame_is_mixed_of_both()
    {
        var frame = new CepstralFrame([10, 2], [6, 4]);

        Assert.Equal([10f, 2f], frame.Mix(0));
        Assert.Equal([8f, 3f], frame.Mix(0.5));
        Assert.Equal([6f, 4f], frame.Mix(1));
    }

    private static double[] Frame(Random random, double level) =>
        [.. Enumerable.Range(0, Filters).Select(_ => level * (0.5 + random.NextDouble()))];

    private static double Decibels(NoiseSuppressor suppressor, double[] energies)
    {
        var suppressed = new double[Filters];
        suppressor.Apply(energies, suppressed);
        return 10 * Math.Log10(suppressed.Sum() / energies.Sum());
    }
}
