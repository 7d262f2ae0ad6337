using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Transports.WebRtc.Endpoints;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Media;
using VoiceAgent.Transports.WebRtc.Selection;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Transports.WebSockets.Endpoints;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>Registers the WebRTC transport.</summary>
public static class WebRtcTransportServices
{
    /// <summary>
    /// Adds what <see cref="WebRtcTransportEndpoints"/> needs, and the WebSocket transport, whose protocols and limits it shares. Register an
    /// <see cref="IRtcEngine"/> of your own before to use another engine. Calling it again only adds to the options.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes network and limits.</param>
    public static IServiceCollection AddWebRtcTransport(
        this IServiceCollection services,
        Action<WebRtcTransportOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddWebSocketTransport();
        services.AddOptions<WebRtcTransportOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<WebRtcTransportOptions>, WebRtcTransportOptionsValidator>()
        );
        services.TryAddSingleton<IRtcEngine>(provider => new RtcEngine(
            provider.GetRequiredService<IOptions<WebRtcTransportOptions>>().Value.ForEngine(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RtcEngine>>()
        ));
        services.TryAddSingleton<MediaPacer>();
        services.TryAddSingleton<RtcLegs>();
        services.TryAddSingleton<RtcPeers>();
        services.TryAddSingleton<PageOrigins>();
        services.TryAddSingleton<Callers>();
        services.TryAddSingleton<RtcConversations>();
        services.TryAddSingleton<AssistantRtcEndpoint>();
        services.TryAddSingleton<PipecatRtcEndpoint>();
        services.TryAddSingleton<IPipecatSessionStart, PipecatRtcStart>();
        services.TryAddSingleton<IceServers>();
        services.TryAddSingleton<IceServersEndpoint>();
        services.TryAddSingleton<ITransportSelector, TransportSelector>();
        services.TryAddSingleton<ConnectEndpoint>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return services;
    }

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddWebRtcTransport(
        this VoiceAgentBuilder builder,
        Action<WebRtcTransportOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddWebRtcTransport(configure);
        return builder;
    }
}
