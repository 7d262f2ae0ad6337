using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VoiceAgent.Transports.WebSockets.Connections;
using VoiceAgent.Transports.WebSockets.Endpoints;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>Maps the WebSocket transport.</summary>
public static class WebSocketTransportEndpoints
{
    private const string DefaultPipecatPattern = "/ws/pipecat";

    /// <summary>
    /// Maps an endpoint that speaks the assistant protocol (<c>docs/reference/ws-assistant.md</c>) and gives each client to the
    /// application's <see cref="IMediaSessionHandler"/>. <c>UseWebSockets</c> is not needed.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Route; a part named <c>{agent}</c> names the agent.</param>
    /// <param name="agent">Agent of this route; null lets the route or the client choose.</param>
    /// <returns>A builder to add authorization, rate limits and the like; they act on the HTTP request before the upgrade.</returns>
    /// <exception cref="InvalidOperationException">A registration is missing; the message names the call.</exception>
    public static IEndpointConventionBuilder MapVoiceAgentWebSocket(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern = "/ws/assistant",
        string? agent = null
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var endpoint = Find<AssistantEndpoint>(endpoints, nameof(MapVoiceAgentWebSocket));
        return endpoints.Map(pattern, Serve(endpoints, endpoint, agent)).WithDisplayName("VoiceAgent WebSocket");
    }

    /// <summary>
    /// Maps an endpoint for clients made for Pipecat (<c>docs/reference/pipecat-clients.md</c>): protobuf frames with RTVI messages in them.
    /// They work unchanged. <c>UseWebSockets</c> is not needed.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Route; a further part of the path is taken for the client's token.</param>
    /// <param name="agent">Agent of this route; null lets the client choose with <c>?agent=</c>.</param>
    /// <returns>A builder to add authorization, rate limits and the like; they act on the HTTP request before the upgrade.</returns>
    /// <exception cref="InvalidOperationException">A registration is missing; the message names the call.</exception>
    public static IEndpointConventionBuilder MapVoiceAgentPipecat(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern = DefaultPipecatPattern,
        string? agent = null
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var endpoint = Find<PipecatEndpoint>(endpoints, nameof(MapVoiceAgentPipecat));
        return endpoints
            .Map($"{pattern.TrimEnd('/')}/{{token?}}", Serve(endpoints, endpoint, agent))
            .WithDisplayName("VoiceAgent Pipecat");
    }

    /// <summary>
    /// Maps the request a Pipecat client starts with (<c>startBotAndConnect</c>): it answers the socket's address, and a token when an
    /// <see cref="IWebSocketAuthenticator"/> is registered. Pages of other origins may call it, see
    /// <see cref="WebSocketTransportOptions.AllowedOrigins"/>.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Route of the request.</param>
    /// <param name="socket">Path of the socket, as <see cref="MapVoiceAgentPipecat"/> has mapped it.</param>
    /// <exception cref="InvalidOperationException">A registration is missing; the message names the call.</exception>
    public static IEndpointConventionBuilder MapVoiceAgentPipecatStart(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern = "/start",
        string socket = DefaultPipecatPattern
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var endpoint = Find<PipecatStartEndpoint>(endpoints, nameof(MapVoiceAgentPipecatStart));
        return endpoints
            .Map(pattern, context => endpoint.HandleAsync(context, socket))
            .WithDisplayName("VoiceAgent Pipecat start");
    }

    private static T Find<T>(IEndpointRouteBuilder endpoints, string method)
        where T : class
    {
        var services = endpoints.ServiceProvider;
        var endpoint =
            services.GetService<T>()
            ?? throw new InvalidOperationException(
                $"{method} needs the transport: call builder.Services.AddWebSocketTransport()."
            );
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(IMediaSessionHandler)) == false)
        {
            throw new InvalidOperationException(
                $"{method} has nobody to give its clients to: call builder.Services.AddVoiceAgent(…), or "
                    + "builder.Services.AddSingleton<IMediaSessionHandler, YourHandler>()."
            );
        }

        return endpoint;
    }

    private static RequestDelegate Serve(IEndpointRouteBuilder endpoints, WebSocketEndpoint endpoint, string? agent)
    {
        var sockets = new WebSocketOptions();
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<WebSocketTransportOptions>>().Value;
        foreach (var origin in options.AllowedOrigins)
        {
            sockets.AllowedOrigins.Add(origin);
        }

        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.Use(next =>
            context =>
            {
                DirectUpgrade.Offer(context);
                return next(context);
            }
        );
        pipeline.UseWebSockets(sockets);
        pipeline.Run(context => endpoint.HandleAsync(context, agent ?? context.GetRouteValue("agent") as string));
        return pipeline.Build();
    }
}
