using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Stt;

namespace VoiceAgent.Providers.PocketSphinx;

public sealed class PocketSphinxRegistrationTests
{
    [Fact]
    public void The_recogniser_the_keyed_recogniser_and_the_concrete_type_are_one()
    {
        using var services = new ServiceCollection()
            .AddPocketSphinx(options => options.MaximumSessions = 3)
            .AddPocketSphinx()
            .BuildServiceProvider();

        var recognizer = services.GetRequiredService<PocketSphinxSpeechToText>();

        Assert.Same(recognizer, services.GetRequiredService<ISpeechToText>());
        Assert.Same(recognizer, services.GetRequiredKeyedService<ISpeechToText>("pocketsphinx"));
        Assert.Equal(3, services.GetRequiredService<IOptions<PocketSphinxOptions>>().Value.MaximumSessions);
        Assert.True(recognizer.Capabilities is { SpeechOnly: true, InterimResults: true, WordTimes: true });
    }

    [Theory]
    [InlineData(0, 2, "MaximumSessions")]
    [InlineData(4, -1, "LeaseTimeout")]
    [InlineData(4, 61, "LeaseTimeout")]
    public void Options_out_of_range_are_refused_by_name(int sessions, int seconds, string name)
    {
        var options = new PocketSphinxOptions
        {
            MaximumSessions = sessions,
            LeaseTimeout = TimeSpan.FromSeconds(seconds),
        };

        var failure = Assert.Throws<OptionsValidationException>(() =>
            new PocketSphinxSpeechToText(options, TimeProvider.System)
        );

        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_model_is_named()
    {
        var availability = new PocketSphinxProbe(
            Options.Create(new PocketSphinxOptions { ModelFolder = "/nowhere" })
        ).Probe();

        Assert.False(availability.IsAvailable);
        Assert.Equal("pocketsphinx", availability.Name);
    }

    [Fact]
    public async Task Opening_without_a_model_fails_with_a_code()
    {
        using var recognizer = new PocketSphinxSpeechToText(
            new PocketSphinxOptions { ModelFolder = "/nowhere" },
            TimeProvider.System
        );

        var failure = await Assert.ThrowsAsync<VoiceAgentException>(async () =>
            await recognizer.OpenAsync(new(), TestContext.Current.CancellationToken)
        );

        Assert.Equal(ErrorCodes.EngineMissing, failure.Code);
    }
}
