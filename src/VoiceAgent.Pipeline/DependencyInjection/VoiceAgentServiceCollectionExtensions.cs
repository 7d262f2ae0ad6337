using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using VoiceAgent.Sessions;
using VoiceAgent.Transports;

namespace VoiceAgent.DependencyInjection;

/// <summary>Adds voice agents to an application.</summary>
public static class VoiceAgentServiceCollectionExtensions
{
    /// <summary>Adds the engine: sessions, the agent catalogue and the handler transports hand their clients to.</summary>
    public static VoiceAgentBuilder AddVoiceAgent(
        this IServiceCollection services,
        Action<VoiceSessionOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services
            .AddOptions<VoiceSessionOptions>()
            .Validate(o => o.MaxSessions is >= 1 and <= 1_000_000, "MaxSessions must be 1 to 1000000.");
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.TryAddSingleton<IAgentCatalog, AgentCatalog>();
        services.TryAddSingleton<VoiceSessionHandler>();
        services.TryAddSingleton<IMediaSessionHandler>(provider => provider.GetRequiredService<VoiceSessionHandler>());
        return new VoiceAgentBuilder(services);
    }
}
