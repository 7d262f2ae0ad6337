using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoiceAgent.Transports.WebRtc.Endpoints;
using VoiceAgent.Transports.WebSockets;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>Kestrel and the engine on free ports of this machine, with <see cref="ToneSession"/>.</summary>
internal sealed class RtcServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RtcServer(WebApplication app, ToneSession sessions) => (_app, Sessions) = (app, sessions);

    public ToneSession Sessions { get; }

    /// <summary>Peers that signalling knows.</summary>
    public int Peers => _app.Services.GetRequiredService<RtcPeers>().Count;

    public Uri Http =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public Uri Signalling => new(Http, "/api/rtc/assistant");

    /// <summary>Where Pipecat's clients send their offers.</summary>
    public Uri PipecatSignalling => new(Http, "/api/offer");

    public Uri Socket => new UriBuilder(Http) { Scheme = "ws", Path = "/ws/assistant" }.Uri;

    public static async Task<RtcServer> StartAsync(
        Action<WebRtcTransportOptions>? configure = null,
        Action<WebSocketTransportOptions>? limits = null,
        IWebSocketAuthenticator? authenticator = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddWebSocketTransport(limits);
        builder.Services.AddWebRtcTransport(options =>
        {
            options.BindAddresses.Add("127.0.0.1");
            configure?.Invoke(options);
        });
        var sessions = new ToneSession();
        builder.Services.AddSingleton<IMediaSessionHandler>(sessions);
        if (authenticator is not null)
        {
            builder.Services.AddSingleton(authenticator);
        }

        var app = builder.Build();
        app.MapVoiceAgentWebSocket();
        app.MapVoiceAgentWebRtc();
        app.MapVoiceAgentPipecatWebRtc();
        app.MapVoiceAgentPipecatStart();
        app.MapVoiceAgentIceServers();
        app.MapVoiceAgentConnect();
        await app.StartAsync();
        return new RtcServer(app, sessions);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
