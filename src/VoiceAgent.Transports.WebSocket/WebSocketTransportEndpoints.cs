using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VoiceAgent.Transports.WebSockets.Endpoints;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>Maps the WebSocket transport.</summary>
public static class WebSocketTransportEndpoints
{
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
        var services = endpoints.ServiceProvider;
        var endpoint =
            services.GetService<AssistantEndpoint>()
            ?? throw new InvalidOperationException(
                "MapVoiceAgentWebSocket needs the transport: call builder.Services.AddWebSocketTransport()."
            );
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(IMediaSessionHandler)) == false)
        {
            throw new InvalidOperationException(
                "MapVoiceAgentWebSocket has nobody to give its clients to: call builder.Services.AddVoiceAgent(…), or "
                    + "builder.Services.AddSingleton<IMediaSessionHandler, YourHandler>()."
            );
        }

        var sockets = new WebSocketOptions();
        foreach (var origin in services.GetRequiredService<IOptions<WebSocketTransportOptions>>().Value.AllowedOrigins)
        {
            sockets.AllowedOrigins.Add(origin);
        }

        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets(sockets);
        pipeline.Run(context => endpoint.HandleAsync(context, agent ?? context.GetRouteValue("agent") as string));
        return endpoints.Map(pattern, pipeline.Build()).WithDisplayName("VoiceAgent WebSocket");
    }
}
