using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.Audio;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Stt;
using VoiceAgent.Tts;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.Deepgram;

/// <summary>Adds Deepgram to an application.</summary>
public static class DeepgramServiceCollectionExtensions
{
    /// <summary>Registers a recogniser and a voice: keyed <c>deepgram</c>, unkeyed where there are none.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; they are checked when the application starts.</param>
    public static IServiceCollection AddDeepgram(
        this IServiceCollection services,
        Action<DeepgramOptions>? configure = null
    ) =>
        services
            .AddVendorOptions<DeepgramOptions, DeepgramOptionsValidator>(configure)
            .AddVendorService<ISpeechToText, DeepgramOptions>(DeepgramOptions.Vendor.Name, CreateRecognizer)
            .AddVendorService<ITextToSpeech, DeepgramOptions>(DeepgramOptions.Vendor.Name, CreateVoice);

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddDeepgram(
        this VoiceAgentBuilder builder,
        Action<DeepgramOptions>? configure = null
    ) => builder.With(services => services.AddDeepgram(configure));

    internal static SocketSpeechToText CreateRecognizer(DeepgramOptions options, TimeProvider? time = null) =>
        new(
            DeepgramOptions.Vendor,
            new()
            {
                Name = DeepgramOptions.Vendor.Name,
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
            new() { Name = DeepgramOptions.Vendor.Name, Format = AudioFormat.Output24Khz },
            session => new DeepgramSpeaking(options, AudioFormat.Output24Khz, session),
            time: time
        );
}
