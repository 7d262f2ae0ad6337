using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Errors;
using VoiceAgent.Stt;

namespace VoiceAgent.Providers.PocketSphinx;

/// <summary>Adds PocketSphinx to an application.</summary>
public static class PocketSphinxServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="PocketSphinxSpeechToText"/>, also as <see cref="ISpeechToText"/> where there is none yet and under
    /// the key <c>pocketsphinx</c>, and its <see cref="IEngineProbe"/>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; they are checked when the application starts.</param>
    public static IServiceCollection AddPocketSphinx(
        this IServiceCollection services,
        Action<PocketSphinxOptions>? configure = null
    )
    {
        services.AddOptions<PocketSphinxOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PocketSphinxOptions>, PocketSphinxOptionsValidator>()
        );
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEngineProbe, PocketSphinxProbe>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new PocketSphinxSpeechToText(
            provider.GetRequiredService<IOptions<PocketSphinxOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton<ISpeechToText>(provider => provider.GetRequiredService<PocketSphinxSpeechToText>());
        services.TryAddKeyedSingleton<ISpeechToText>(
            "pocketsphinx",
            (provider, _) => provider.GetRequiredService<PocketSphinxSpeechToText>()
        );
        return services;
    }

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddPocketSphinx(
        this VoiceAgentBuilder builder,
        Action<PocketSphinxOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPocketSphinx(configure);
        return builder;
    }
}
