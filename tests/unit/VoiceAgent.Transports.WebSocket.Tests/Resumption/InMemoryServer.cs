using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VoiceAgent.Testing;
using VoiceAgent.Transports.WebSockets.Endpoints;

namespace VoiceAgent.Transports.WebSockets.Resumption;

/// <summary>The real endpoint of the assistant protocol, in memory and in virtual time.</summary>
internal sealed class InMemoryServer
{
    private readonly AssistantEndpoint _endpoint;
    private readonly IServiceProvider _services;
    private readonly List<Task> _requests = [];

    public InMemoryServer(
        VirtualTime time,
        IMediaSessionHandler handler,
        WebSocketTransportOptions? options = null,
        IWebSocketAuthenticator? authenticator = null
    )
    {
        Time = time;
        Sessions = new ResumableSessions(time);
        var services = new ServiceCollection().AddSingleton(handler);
        if (authenticator is not null)
        {
            services.AddSingleton(authenticator);
        }

        _services = services.BuildServiceProvider();
        _endpoint = new AssistantEndpoint(
            Options.Create(options ?? new WebSocketTransportOptions()),
            new SessionGate(Sessions),
            time,
            NullLogger<AssistantEndpoint>.Instance,
            new GracefulStop(new Lifetime())
        );
    }

    public VirtualTime Time { get; }

    public ResumableSessions Sessions { get; }

    /// <summary>How long bytes take, each way.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The newest connection.</summary>
    public Line? Line { get; private set; }

    /// <summary>Requests that are being served: one for each connection.</summary>
    public int Serving => _requests.Count(request => !request.IsCompleted);

    /// <summary>A client connects.</summary>
    public WebSocket Connect()
    {
        Line = new Line(Time, Delay);
        var context = new DefaultHttpContext { RequestServices = _services };
        context.Features.Set<IHttpWebSocketFeature>(new Upgrade(Line.Server));
        _requests.Add(_endpoint.HandleAsync(context, agent: null));
        return WebSocket.CreateFromStream(Line.Client, new WebSocketCreationOptions { IsServer = false });
    }

    private sealed class Upgrade(Stream stream) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) =>
            Task.FromResult(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true }));
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() { }
    }
}
