using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceAgent.DependencyInjection;
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

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddSileroVad(this VoiceAgentBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSileroVad();
        return builder;
    }
}
