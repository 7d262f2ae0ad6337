namespace VoiceAgent.Providers.Silero;

public sealed class SileroVadGoldenTests(ITestOutputHelper output)
{
    private static readonly SileroVadFactory Vectorised = new(vectorised: true);
    private static readonly SileroVadFactory Scalar = new(vectorised: false);

    public static TheoryData<string> Clips => ["jfk", "libri_84_121550_0000", "numbers", "q_weather", "phone_call_8k"];

    [Theory]
    [MemberData(nameof(Clips))]
    public void Probabilities_are_those_of_the_published_network(string clip)
    {
        var golden = Recording.Golden(clip);
        var vectorised = Recording.Difference(golden, Recording.Run(Vectorised, clip));
        var scalar = Recording.Difference(golden, Recording.Run(Scalar, clip));
        output.WriteLine($"{clip}: {golden.Length} chunks, vectorised {vectorised:E2}, scalar {scalar:E2}");
        Assert.InRange(vectorised, 0, 1e-4f);
        Assert.InRange(scalar, 0, 1e-4f);
    }

    [Theory]
    [MemberData(nameof(Clips))]
    [InlineData("two_cities")]
    public void The_vectorised_and_the_scalar_path_agree(string clip)
    {
        var difference = Recording.Difference(Recording.Run(Vectorised, clip), Recording.Run(Scalar, clip));
        output.WriteLine($"{clip}: {difference:E2}");
        Assert.InRange(difference, 0, 1e-5f);
    }

    [Fact]
    public void The_model_says_when_someone_speaks_in_a_real_recording()
    {
        // "What's the weather like": speech in the middle, a quiet end.
        var probabilities = Recording.Run(new SileroVadFactory(), "q_weather");
        Assert.True(probabilities[0] < 0.1f);
        Assert.True(probabilities[probabilities.Length / 2] > 0.9f);
        Assert.True(probabilities[^1] < 0.1f);
    }
}
