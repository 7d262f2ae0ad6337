using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Errors;
using VoiceAgent.Providers.ElevenLabs.Speech;
using VoiceAgent.Providers.ElevenLabs.Transcription;
using VoiceAgent.Stt;
using VoiceAgent.Tts;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.ElevenLabs;

/// <summary>Adds ElevenLabs to an application.</summary>
public static class ElevenLabsServiceCollectionExtensions
{
    private const string Name = "elevenlabs";

    /// <summary>
    /// Registers a voice and a recogniser: under the key <c>elevenlabs</c>, and as the application's own where there are none yet.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; they are checked when the application starts.</param>
    public static IServiceCollection AddElevenLabs(
        this IServiceCollection services,
        Action<ElevenLabsOptions>? configure = null
    )
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEngineProbe, ElevenLabsProbe>());
        services.TryAddSingleton(provider => new ElevenLabsTextToSpeech(
            provider.GetRequiredService<IOptions<ElevenLabsOptions>>().Value,
            provider.GetService<TimeProvider>()
        ));
        services.TryAddKeyedSingleton<ITextToSpeech>(
            Name,
            (provider, _) => provider.GetRequiredService<ElevenLabsTextToSpeech>()
        );
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ITextToSpeech>(Name));
        return services
            .AddVendorOptions<ElevenLabsOptions, ElevenLabsOptionsValidator>(configure)
            .AddVendorService<ISpeechToText, ElevenLabsOptions>(Name, CreateRecognizer);
    }

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddElevenLabs(
        this VoiceAgentBuilder builder,
        Action<ElevenLabsOptions>? configure = null
    ) => builder.With(services => services.AddElevenLabs(configure));

    internal static SocketSpeechToText CreateRecognizer(ElevenLabsOptions options, TimeProvider? time = null) =>
        new(
            ElevenLabsOptions.Vendor,
            new SpeechToTextCapabilities
            {
                Name = Name,
                SpeechOnly = true,
                InterimResults = true,
                WordTimes = true,
            },
            session => new ElevenLabsListening(options, session),
            // The vendor refuses to commit less than a third of a second.
            new SocketSettings { ShortestSegment = TimeSpan.FromMilliseconds(300) },
            time
        );
}

/// <summary>Tells whether a key is configured. It asks nobody.</summary>
internal sealed class ElevenLabsProbe(IOptions<ElevenLabsOptions> options) : IEngineProbe
{
    public EngineAvailability Probe() =>
        options.Value.IsConfigured
            ? EngineAvailability.Available(ElevenLabsOptions.Vendor.Name)
            : EngineAvailability.Missing(
                ElevenLabsOptions.Vendor.Name,
                $"There is no key; set {ElevenLabsOptions.Vendor.KeySetting}.",
                installCommand: null
            );
}
