using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>
/// Upgrades to the connection itself. Kestrel would put its streams for the bodies of requests and responses on top, which cost a twentieth of
/// a call and add nothing once HTTP is over (<c>docs/decisions/0020</c>).
/// </summary>
internal sealed class DirectUpgrade : IHttpUpgradeFeature
{
    private readonly IHttpUpgradeFeature _server;
    private readonly IDuplexPipe _connection;

    private DirectUpgrade(IHttpUpgradeFeature server, IDuplexPipe connection) =>
        (_server, _connection) = (server, connection);

    public bool IsUpgradableRequest => _server.IsUpgradableRequest;

    /// <summary>Has a request upgraded this way, where Kestrel itself would do it; any other server, or middleware in between, goes on as it is.</summary>
    public static void Offer(HttpContext context)
    {
        var features = context.Features;
        if (
            features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } server
            && server.GetType().Assembly == typeof(KestrelServer).Assembly
            && features.Get<IConnectionTransportFeature>() is { } transport
        )
        {
            features.Set<IHttpUpgradeFeature>(new DirectUpgrade(server, transport.Transport));
        }
    }

    public async Task<Stream> UpgradeAsync()
    {
        // It counts the upgrade, sends the response, and puts HTTP aside.
        await _server.UpgradeAsync().ConfigureAwait(false);
        return new ConnectionStream(_connection);
    }
}
