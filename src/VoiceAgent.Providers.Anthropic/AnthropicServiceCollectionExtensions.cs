using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VoiceAgent.DependencyInjection;

namespace VoiceAgent.Providers.Anthropic;

/// <summary>Adds Anthropic's models to an application.</summary>
public static class AnthropicServiceCollectionExtensions
{
    /// <summary>Registers a chat client: under the key <c>anthropic</c>, and as the application's own where there is none yet.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; they are checked when the application starts.</param>
    public static IServiceCollection AddAnthropic(
        this IServiceCollection services,
        Action<AnthropicOptions>? configure = null
    )
    {
        services.AddOptions<AnthropicOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<AnthropicOptions>, AnthropicOptionsValidator>()
        );
        services.TryAddKeyedSingleton<IChatClient>(
            "anthropic",
            (provider, _) => new AnthropicChatClient(provider.GetRequiredService<IOptions<AnthropicOptions>>().Value)
        );
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IChatClient>("anthropic"));
        return services;
    }

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddAnthropic(
        this VoiceAgentBuilder builder,
        Action<AnthropicOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddAnthropic(configure);
        return builder;
    }
}
