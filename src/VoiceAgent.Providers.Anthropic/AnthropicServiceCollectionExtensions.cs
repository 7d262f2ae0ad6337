using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Vendors;

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
    ) =>
        services
            .AddVendorOptions<AnthropicOptions, AnthropicOptionsValidator>(configure)
            .AddVendorService<IChatClient, AnthropicOptions>(
                AnthropicOptions.Vendor.Name,
                (options, _) => new AnthropicChatClient(options)
            );

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddAnthropic(
        this VoiceAgentBuilder builder,
        Action<AnthropicOptions>? configure = null
    ) => builder.With(services => services.AddAnthropic(configure));
}
