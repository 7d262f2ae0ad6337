using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Errors;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.Flite;

/// <summary>Adds Flite to an application.</summary>
public static class FliteServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="FliteTextToSpeech"/>, also as <see cref="ITextToSpeech"/> where there is none yet and under the key
    /// <c>flite</c>, and its <see cref="IEngineProbe"/>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; they are checked when the application starts.</param>
    public static IServiceCollection AddFlite(this IServiceCollection services, Action<FliteOptions>? configure = null)
    {
        services.AddOptions<FliteOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FliteOptions>, FliteOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEngineProbe, FliteProbe>());
        services.TryAddSingleton(provider => new FliteTextToSpeech(
            provider.GetRequiredService<IOptions<FliteOptions>>().Value
        ));
        services.TryAddSingleton<ITextToSpeech>(provider => provider.GetRequiredService<FliteTextToSpeech>());
        services.TryAddKeyedSingleton<ITextToSpeech>(
            "flite",
            (provider, _) => provider.GetRequiredService<FliteTextToSpeech>()
        );
        return services;
    }

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddFlite(this VoiceAgentBuilder builder, Action<FliteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddFlite(configure);
        return builder;
    }
}
