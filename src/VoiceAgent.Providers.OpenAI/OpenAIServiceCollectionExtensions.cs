using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Errors;
using VoiceAgent.Providers.OpenAI.Chat;
using VoiceAgent.Providers.OpenAI.Realtime;
using VoiceAgent.Providers.OpenAI.Speech;
using VoiceAgent.Providers.OpenAI.Transcription;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Stt;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.OpenAI;

/// <summary>Adds OpenAI, or a server that speaks its language, to an application.</summary>
public static class OpenAIServiceCollectionExtensions
{
    /// <summary>The key of its services.</summary>
    private const string Name = "openai";

    /// <summary>
    /// Registers a chat client, a recogniser, a voice and a speech-to-speech model: under the key <c>openai</c>, and as the application's own where there are none yet.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; they are checked when the application starts.</param>
    public static IServiceCollection AddOpenAI(
        this IServiceCollection services,
        Action<OpenAIOptions>? configure = null
    )
    {
        services.AddOptions<OpenAIOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<OpenAIOptions>, OpenAIOptionsValidator>()
        );
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEngineProbe, OpenAIProbe>());
        services.TryAddSingleton(provider => new OpenAIConnection(
            provider.GetRequiredService<IOptions<OpenAIOptions>>().Value
        ));
        services.TryAddKeyedSingleton<IChatClient>(
            Name,
            (provider, _) => CreateChatClient(provider.GetRequiredService<OpenAIConnection>())
        );
        services.TryAddKeyedSingleton<ISpeechToText>(
            Name,
            (provider, _) =>
                new OpenAISpeechToText(
                    provider.GetRequiredService<OpenAIConnection>(),
                    provider.GetService<TimeProvider>()
                )
        );
        services.TryAddKeyedSingleton<ITextToSpeech>(
            Name,
            (provider, _) => new OpenAITextToSpeech(provider.GetRequiredService<OpenAIConnection>())
        );
        services.TryAddKeyedSingleton<ISpeechToSpeech>(
            Name,
            (provider, _) =>
                new OpenAISpeechToSpeech(
                    provider.GetRequiredService<OpenAIConnection>(),
                    provider.GetService<TimeProvider>()
                )
        );
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ISpeechToSpeech>(Name));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IChatClient>(Name));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ISpeechToText>(Name));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ITextToSpeech>(Name));
        return services;
    }

    private static IChatClient CreateChatClient(OpenAIConnection connection) =>
        connection.Options.Api == ChatApi.Responses
            ? new OpenAIResponsesClient(connection)
            : new OpenAIChatClient(connection);

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddOpenAI(this VoiceAgentBuilder builder, Action<OpenAIOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOpenAI(configure);
        return builder;
    }
}
