namespace VoiceAgent.Vad;

public sealed class VadOptionsTests
{
    public static TheoryData<VadOptions, string> Wrong =>
        new()
        {
            {
                new VadOptions { Confidence = -0.1f },
                nameof(VadOptions.Confidence)
            },
            {
                new VadOptions { Confidence = 1.1f },
                nameof(VadOptions.Confidence)
            },
            {
                new VadOptions { MinVolume = 1.1f },
                nameof(VadOptions.MinVolume)
            },
            {
                new VadOptions { Start = TimeSpan.FromSeconds(-1) },
                nameof(VadOptions.Start)
            },
            {
                new VadOptions { Stop = TimeSpan.FromSeconds(6) },
                nameof(VadOptions.Stop)
            },
            {
                new VadOptions { AudioTimeout = TimeSpan.Zero },
                nameof(VadOptions.AudioTimeout)
            },
        };

    [Fact]
    public void The_defaults_are_those_the_field_knows_and_valid()
    {
        var options = new VadOptions();
        Assert.Equal((0.7f, 0.6f), (options.Confidence, options.MinVolume));
        Assert.Equal((0.2, 0.2), (options.Start.TotalSeconds, options.Stop.TotalSeconds));
        Assert.True(new VadOptionsValidator().Validate(null, options).Succeeded);
    }

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_value_out_of_range_is_named(VadOptions options, string property)
    {
        var result = new VadOptionsValidator().Validate(null, options);
        Assert.True(result.Failed);
        Assert.Contains(property, result.FailureMessage, StringComparison.Ordinal);
    }
}
