using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VoiceAgent.Audio;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Stt;
using VoiceAgent.Tts;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.Deepgram;

/// <summary>Adds Deepgram to an application.</summary>
public static class DeepgramServiceCollectionExtensions
{
    private const string Name = "deepgram";

    /// <summary>Registers a recogniser and a voice: under the key <c>deepgram</c>, and as the application's own where there are none yet.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; they are checked when the application starts.</param>
    public static IServiceCollection AddDeepgram(
        this IServiceCollection services,
        Action<DeepgramOptions>? configure = null
    )
    {
        services.AddOptions<DeepgramOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<DeepgramOptions>, DeepgramOptionsValidator>()
        );
        services.TryAddKeyedSingleton<ISpeechToText>(
            Name,
            (provider, _) => CreateRecognizer(Options(provider), provider.GetService<TimeProvider>())
        );
        services.TryAddKeyedSingleton<ITextToSpeech>(
            Name,
            (provider, _) => CreateVoice(Options(provider), provider.GetService<TimeProvider>())
        );
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ISpeechToText>(Name));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ITextToSpeech>(Name));
        return services;
    }

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddDeepgram(
        this VoiceAgentBuilder builder,
        Action<DeepgramOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDeepgram(configure);
        return builder;
    }

    internal static SocketSpeechToText CreateRecognizer(DeepgramOptions options, TimeProvider? time = null) =>
        new(
            DeepgramOptions.Vendor,
            new SpeechToTextCapabilities
            {
                Name = Name,
                InterimResults = true,
                WordTimes = true,
            },
            session => new DeepgramListening(options, session),
            new SocketSettings { SilenceLimit = TimeSpan.FromSeconds(options.SilenceLimitSeconds) },
            time
        );

    internal static SocketTextToSpeech CreateVoice(DeepgramOptions options, TimeProvider? time = null) =>
        new(
            DeepgramOptions.Vendor,
            new TextToSpeechCapabilities { Name = Name, Format = AudioFormat.Output24Khz },
            session => new DeepgramSpeaking(options, AudioFormat.Output24Khz, session),
            time: time
        );

    private static DeepgramOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<DeepgramOptions>>().Value;
}
