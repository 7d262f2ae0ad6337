using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace VoiceAgent.Hosting.Talk;

/// <summary>A server of our own on a free port of this machine, quiet, for one talk.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalServer(WebApplication app, Uri address) => (_app, Address) = (app, address);

    /// <summary>Where it listens for conversations.</summary>
    public Uri Address { get; }

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _app.Services;

    public static async Task<LocalServer> StartAsync(CancellationToken cancellationToken, string? configFile = null)
    {
        var app = HostApplication.Create("http://127.0.0.1:0", configFile, quiet: true);
        await app.StartAsync(cancellationToken);
        var http = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        return new LocalServer(app, new UriBuilder(http) { Scheme = "ws", Path = "/ws/assistant" }.Uri);
    }

    /// <summary>Ends its conversations, then disposes what they used.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
