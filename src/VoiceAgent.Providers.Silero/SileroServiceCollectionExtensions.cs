using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceAgent.Vad;

namespace VoiceAgent.Providers.Silero;

/// <summary>Registration of Silero.</summary>
public static class SileroServiceCollectionExtensions
{
    /// <summary>
    /// Makes Silero the voice activity detector, unless another <see cref="IVoiceActivityModelFactory"/> is registered
    /// already. Needs no configuration.
    /// </summary>
    public static IServiceCollection AddSileroVad(this IServiceCollection services)
    {
        services.TryAddSingleton<IVoiceActivityModelFactory, SileroVadFactory>();
        return services;
    }
}
