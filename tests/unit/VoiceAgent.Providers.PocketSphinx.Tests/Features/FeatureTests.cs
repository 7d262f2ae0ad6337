using VoiceAgent.Errors;

namespace VoiceAgent.Providers.PocketSphinx.Features;

public sealed class FeatureTests
{
    private static readonly FeatureParameters EnUs = new()
    {
        Filters = 25,
        LowestHertz = 130,
        HighestHertz = 6800,
        Lifter = 22,
    };

    [Fact]
    public void A_spectrum_is_what_the_definition_says()
    {
        var random = new Random(3);
        double[] signal = [.. Enumerable.Range(0, 64).Select(_ => random.NextDouble() - 0.5)];

        var power = new PowerSpectrum(64).Compute(signal).ToArray();

        for (var k = 0; k <= 32; k++)
        {
            var (re, im) = (0.0, 0.0);
            for (var n = 0; n < 64; n++)
            {
                re += signal[n] * Math.Cos(2 * Math.PI * k * n / 64);
                im += signal[n] * Math.Sin(2 * Math.PI * k * n / 64);
            }

            Assert.Equal((re * re) + (im * im), power[k], 9);
        }
    }

    [Fact]
    public void Each_filter_answers_to_its_own_band()
    {
        var filters = new MelFilterBank(EnUs);
        var energies = new double[25];
        var before = -1;
        for (var point = 6; point < 210; point += 6)
        {
            var power = new double[257];
            power[point] = 1;
            filters.Apply(power, energies);
            var loudest = Array.IndexOf(energies, energies.Max());
            Assert.True(loudest >= before);
            before = loudest;
        }

        Assert.InRange(before, 22, 24);
    }

    [Fact]
    public void Frames_do_not_depend_on_how_the_audio_is_cut()
    {
        var audio = Noise(8000, 1000);
        var whole = Frames(audio, audio.Length);

        Assert.Equal(1 + ((8000 - 410) / 160), whole.Count);
        foreach (var size in new[] { 1, 159, 160, 320, 411, 3000 })
        {
            Assert.Equal(whole, Frames(audio, size));
        }
    }

    [Fact]
    public void Loudness_moves_the_first_number_only()
    {
        var loud = Frames(Noise(8000, 8000), 320);
        var quiet = Frames([.. Noise(8000, 8000).Select(s => (short)(s / 4))], 320);

        // 25 filters, each lower by the logarithm of the power: 2 ln 4, over the square root of 25.
        Assert.Equal(25 * 2 * Math.Log(4) / 5, loud[10][0] - quiet[10][0], 0.05);
        Assert.Equal(loud[10][3], quiet[10][3], 0.05);
    }

    [Fact]
    public void A_constant_colour_is_taken_away_and_silence_does_not_count()
    {
        var mean = new CepstralMean([], 2, initialFrames: 0, memoryFrames: 100);
        for (var i = 0; i < 50; i++)
        {
            mean.Add([10, -3]);
            mean.Add([-40, 99]);
        }

        float[] frame = [11, -3];
        mean.Subtract(frame);
        Assert.Equal([1f, 0f], frame);
    }

    [Fact]
    public void The_mean_follows_a_change_and_begins_where_it_was_told()
    {
        var mean = new CepstralMean([20, 0], 2, initialFrames: 10, memoryFrames: 50);
        float[] first = [20, 0];
        mean.Subtract(first);
        Assert.Equal([0f, 0f], first);

        for (var i = 0; i < 500; i++)
        {
            mean.Add([40, 0]);
        }

        float[] later = [40, 0];
        mean.Subtract(later);
        Assert.InRange(later[0], 0, 0.1f);
    }

    [Fact]
    public void Parameters_are_read_and_what_cannot_be_computed_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(
                path,
                "-lowerf 130\n-nfilt 25\n-transform dct\n-feat 1s_c_d_dd\n-cmninit 1,2,3,4,5,6,7,8,9,10,11,12,13\n"
            );
            var read = FeatureParameters.Read(path);
            Assert.Equal((25, 130.0, 13), (read.Filters, read.LowestHertz, read.InitialMean.Count));
            Assert.Equal([("feat", "1s_c_d_dd")], read.DecoderOptions);

            foreach (
                var wrong in new[]
                {
                    "",
                    "-transform dct -nfft 7",
                    "-transform dct -lowerf x",
                    "-transform dct -samprate 8000",
                }
            )
            {
                File.WriteAllText(path, wrong);
                var failure = Assert.Throws<VoiceAgentException>(() => FeatureParameters.Read(path));
                Assert.Equal(ErrorCodes.InvalidConfiguration, failure.Code);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static List<float[]> Frames(short[] audio, int size)
    {
        var frontEnd = new CepstralFrontEnd(EnUs);
        var frames = new List<float[]>();
        foreach (var piece in audio.Chunk(size))
        {
            frontEnd.Write(piece, frame => frames.Add(frame.Plain));
        }

        return frames;
    }

    private static short[] Noise(int length, int amplitude)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, length).Select(_ => (short)random.Next(-amplitude, amplitude))];
    }
}
