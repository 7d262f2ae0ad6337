using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Providers.Flite.Native;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.Flite;

public sealed class FliteRegistrationTests
{
    [Fact]
    public void The_voice_the_keyed_voice_and_the_concrete_type_are_one()
    {
        using var services = new ServiceCollection().AddFlite(o => o.Voice = "slt").AddFlite().BuildServiceProvider();

        var flite = services.GetRequiredService<FliteTextToSpeech>();

        Assert.Same(flite, services.GetRequiredService<ITextToSpeech>());
        Assert.Same(flite, services.GetRequiredKeyedService<ITextToSpeech>("flite"));
        Assert.Equal("slt", services.GetRequiredService<IOptions<FliteOptions>>().Value.Voice);
        Assert.Single(services.GetServices<IEngineProbe>());
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        using var services = new ServiceCollection().AddFlite(o => o.Speed = 9).BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<FliteTextToSpeech>());

        Assert.Contains("Speed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_probe_says_that_flite_is_there_or_how_to_get_it()
    {
        using var services = new ServiceCollection().AddFlite().BuildServiceProvider();

        var availability = services.GetRequiredService<IEngineProbe>().Probe();

        Assert.Equal("flite", availability.Name);
        Assert.True(availability.IsAvailable || availability.ToString().Contains("libflite", StringComparison.Ordinal));
    }

    [Fact]
    public void The_probe_names_a_voice_that_does_not_exist()
    {
        FliteLibrary.TryLoad(null, out var library);
        Assert.SkipUnless(library.IsAvailable, library.ToString());
        using var services = new ServiceCollection().AddFlite(o => o.Voice = "nobody").BuildServiceProvider();

        var availability = services.GetRequiredService<IEngineProbe>().Probe();

        Assert.False(availability.IsAvailable);
        Assert.Contains("rms, slt, kal16", availability.ToString(), StringComparison.Ordinal);
    }
}
