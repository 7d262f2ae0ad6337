using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Tts;
using VoiceAgent.Vendors;

namespace VoiceAgent.Providers.ElevenLabsDotNet;

/// <summary>Adds ElevenLabs' voices, spoken with the package ElevenLabs-DotNet, to an application.</summary>
public static class ElevenLabsDotNetServiceCollectionExtensions
{
    /// <summary>Registers a voice: under the key <c>elevenlabs-dotnet</c>, and as the application's own where there is none yet.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; they are checked when the application starts.</param>
    public static IServiceCollection AddElevenLabsDotNet(
        this IServiceCollection services,
        Action<ElevenLabsDotNetOptions>? configure = null
    ) =>
        services
            .AddVendorOptions<ElevenLabsDotNetOptions, ElevenLabsDotNetOptionsValidator>(configure)
            .AddVendorService<ITextToSpeech, ElevenLabsDotNetOptions>(
                ElevenLabsDotNetOptions.Vendor.Name,
                (options, _) => new ElevenLabsDotNetTextToSpeech(options)
            );

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddElevenLabsDotNet(
        this VoiceAgentBuilder builder,
        Action<ElevenLabsDotNetOptions>? configure = null
    ) => builder.With(services => services.AddElevenLabsDotNet(configure));
}
