using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.Transports.WebRtc.Endpoints;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>Maps the WebRTC transport. Formats: <c>docs/reference/webrtc-endpoints.md</c>.</summary>
public static class WebRtcTransportEndpoints
{
    private const string DefaultPattern = "/api/rtc/assistant";

    /// <summary>
    /// Maps signalling for clients that speak the assistant protocol on a data channel. Each client is given to the application's
    /// <see cref="IMediaSessionHandler"/>. Binds the sockets.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Route; a part named <c>{agent}</c> names the agent.</param>
    /// <param name="agent">Agent of this route; null lets the route or the client choose.</param>
    /// <returns>A builder to add authorization, rate limits and the like; they act on the HTTP request.</returns>
    /// <exception cref="InvalidOperationException">A registration is missing; the message names the call.</exception>
    /// <exception cref="Errors.VoiceAgentException">The sockets cannot be bound; the message says why.</exception>
    public static IEndpointConventionBuilder MapVoiceAgentWebRtc(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern = DefaultPattern,
        string? agent = null
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var endpoint = Find<AssistantRtcEndpoint>(endpoints, nameof(MapVoiceAgentWebRtc));
        return endpoints
            .Map(pattern, context => endpoint.HandleAsync(context, agent ?? context.GetRouteValue("agent") as string))
            .WithDisplayName("VoiceAgent WebRTC");
    }

    /// <summary>
    /// Maps signalling for clients made for Pipecat's SmallWebRTC (<c>docs/reference/pipecat-clients.md</c>): offers made straight, and those of a
    /// session that <c>MapVoiceAgentPipecatStart</c> has begun.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Route of offers without a session.</param>
    /// <param name="sessions">Route of offers with one, which <c>{session}</c> names.</param>
    /// <param name="agent">Agent of these routes; null lets the client choose.</param>
    /// <returns>A builder to add authorization, rate limits and the like; they act on the HTTP requests.</returns>
    /// <exception cref="InvalidOperationException">A registration is missing; the message names the call.</exception>
    /// <exception cref="Errors.VoiceAgentException">The sockets cannot be bound; the message says why.</exception>
    public static IEndpointConventionBuilder MapVoiceAgentPipecatWebRtc(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern = "/api/offer",
        [StringSyntax("Route")] string sessions = "/sessions/{session}/api/offer",
        string? agent = null
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var endpoint = Find<PipecatRtcEndpoint>(endpoints, nameof(MapVoiceAgentPipecatWebRtc));
        var group = endpoints.MapGroup("");
        group.Map(pattern, context => endpoint.HandleAsync(context, agent));
        group.Map(sessions, context => endpoint.HandleAsync(context, agent));
        return group.WithDisplayName("VoiceAgent Pipecat WebRTC");
    }

    /// <summary>Maps <c>GET</c> for STUN and TURN servers with short-lived credentials, for those an authenticator lets in.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Route.</param>
    /// <exception cref="InvalidOperationException">A registration is missing; the message names the call.</exception>
    public static IEndpointConventionBuilder MapVoiceAgentIceServers(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern = "/api/ice-servers"
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var endpoint = Find<IceServersEndpoint>(endpoints, nameof(MapVoiceAgentIceServers));
        return endpoints.Map(pattern, endpoint.HandleAsync).WithDisplayName("VoiceAgent ICE servers");
    }

    /// <summary>Maps the question of a client how to connect: it is answered with transports in order, and with all that each needs.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Route.</param>
    /// <param name="webRtc">Path of the WebRTC endpoint, as <see cref="MapVoiceAgentWebRtc"/> has mapped it.</param>
    /// <param name="webSocket">Path of the WebSocket.</param>
    /// <exception cref="InvalidOperationException">A registration is missing; the message names the call.</exception>
    public static IEndpointConventionBuilder MapVoiceAgentConnect(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern = "/api/connect",
        string webRtc = DefaultPattern,
        string webSocket = "/ws/assistant"
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var endpoint = Find<ConnectEndpoint>(endpoints, nameof(MapVoiceAgentConnect));
        return endpoints
            .Map(pattern, context => endpoint.HandleAsync(context, webRtc, webSocket))
            .WithDisplayName("VoiceAgent connect");
    }

    private static T Find<T>(IEndpointRouteBuilder endpoints, string method)
        where T : class
    {
        var services = endpoints.ServiceProvider;
        var endpoint =
            services.GetService<T>()
            ?? throw new InvalidOperationException(
                $"{method} needs the transport: call builder.Services.AddWebRtcTransport()."
            );
        return services.GetService<IServiceProviderIsService>()?.IsService(typeof(IMediaSessionHandler)) == false
            ? throw new InvalidOperationException(
                $"{method} has nobody to give its clients to: call builder.Services.AddVoiceAgent(…), or "
                    + "builder.Services.AddSingleton<IMediaSessionHandler, YourHandler>()."
            )
            : endpoint;
    }
}
