using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>Kestrel on a free port of this machine, with <see cref="EchoSession"/>.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoServer(WebApplication app, EchoSession sessions) => (_app, Sessions) = (app, sessions);

    public EchoSession Sessions { get; }

    public Uri Http =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public Uri Pipecat => new UriBuilder(Http) { Scheme = "ws", Path = "/ws/pipecat" }.Uri;

    public Uri Address =>
        new UriBuilder(Http) { Scheme = Http.Scheme == "https" ? "wss" : "ws", Path = "/ws/assistant" }.Uri;

    public static async Task<EchoServer> StartAsync(
        Action<WebSocketTransportOptions>? configure = null,
        IWebSocketAuthenticator? authenticator = null,
        ILoggerProvider? logs = null,
        X509Certificate2? certificate = null,
        Action<IApplicationBuilder>? middleware = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        }

        builder.WebHost.UseUrls(certificate is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0");
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate)
        );
        builder.Services.AddWebSocketTransport(configure);
        var sessions = new EchoSession();
        builder.Services.AddSingleton<IMediaSessionHandler>(sessions);
        if (authenticator is not null)
        {
            builder.Services.AddSingleton(authenticator);
        }

        var app = builder.Build();
        middleware?.Invoke(app);
        app.MapVoiceAgentWebSocket();
        app.MapVoiceAgentWebSocket("/ws/fixed", agent: "fixed");
        app.MapVoiceAgentWebSocket("/ws/agents/{agent}");
        app.MapVoiceAgentPipecat();
        app.MapVoiceAgentPipecatStart();
        await app.StartAsync();
        return new EchoServer(app, sessions);
    }

    public Task<AssistantClient> ConnectAsync(AssistantClientOptions? options = null) =>
        AssistantClient.ConnectAsync(Address, options, TestContext.Current.CancellationToken);

    public Task<RawClient> ConnectRawAsync() => RawClient.ConnectAsync(Address);

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
