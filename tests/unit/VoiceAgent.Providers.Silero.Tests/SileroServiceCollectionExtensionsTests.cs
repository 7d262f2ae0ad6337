using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using VoiceAgent.Vad;

namespace VoiceAgent.Providers.Silero;

public sealed class SileroServiceCollectionExtensionsTests
{
    [Fact]
    public void Silero_becomes_the_only_factory()
    {
        var service = Assert.Single(new ServiceCollection().AddSileroVad().AddSileroVad());
        Assert.Equal(typeof(IVoiceActivityModelFactory), service.ServiceType);
        Assert.Equal(typeof(SileroVadFactory), service.ImplementationType);
        Assert.Equal(ServiceLifetime.Singleton, service.Lifetime);
    }

    [Fact]
    public void A_factory_registered_before_stays()
    {
        var services = new ServiceCollection();
        services.AddSingleton(Substitute.For<IVoiceActivityModelFactory>());
        Assert.Null(Assert.Single(services.AddSileroVad()).ImplementationType);
    }
}
