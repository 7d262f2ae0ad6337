using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Transports.WebSockets.Endpoints;
using VoiceAgent.Transports.WebSockets.Pipecat;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>Registers the WebSocket transport.</summary>
public static class WebSocketTransportServices
{
    /// <summary>
    /// Adds what <see cref="WebSocketTransportEndpoints"/> needs. Calling it again only adds to the options.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes limits and deadlines.</param>
    public static IServiceCollection AddWebSocketTransport(
        this IServiceCollection services,
        Action<WebSocketTransportOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<WebSocketTransportOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<
                IValidateOptions<WebSocketTransportOptions>,
                WebSocketTransportOptionsValidator
            >()
        );
        services.AddOptions<PipecatOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PipecatOptions>, WebSocketTransportOptionsValidator>()
        );
        services.Configure<SocketTransportOptions>(TuneForVoice);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SessionGate>();
        services.TryAddSingleton<GracefulStop>();
        services.TryAddSingleton<ResumableSessions>();
        services.TryAddSingleton<AssistantEndpoint>();
        services.TryAddSingleton<PipecatStartTokens>();
        services.TryAddSingleton<PipecatEndpoint>();
        services.TryAddSingleton<PipecatStartEndpoint>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return services;
    }

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder AddWebSocketTransport(
        this VoiceAgentBuilder builder,
        Action<WebSocketTransportOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddWebSocketTransport(configure);
        return builder;
    }

    /// <summary>
    /// Kestrel for connections that carry a message every 20 ms: no queue of its own between a socket and the thread pool, and a buffer that
    /// waits for the message rather than a second system call. The application may set both otherwise.
    /// </summary>
    private static void TuneForVoice(SocketTransportOptions options) =>
        (options.IOQueueCount, options.WaitForDataBeforeAllocatingBuffer) = (0, false);
}
