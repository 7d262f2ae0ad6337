using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>
/// The request that brought an offer, as it was: its answer is long sent when the client says who it is, and an authenticator wants to see headers,
/// address and signed-in user.
/// </summary>
internal sealed class RequestSnapshot : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;

    private RequestSnapshot(AsyncServiceScope scope, HttpContext context) => (_scope, Context) = (scope, context);

    /// <summary>The copy. It has no body, and its answer goes nowhere.</summary>
    public HttpContext Context { get; }

    public static RequestSnapshot Of(HttpContext context)
    {
        var scope = context.RequestServices.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        var copy = new DefaultHttpContext
        {
            RequestServices = scope.ServiceProvider,
            TraceIdentifier = context.TraceIdentifier,
            User = context.User,
        };
        var (from, to) = (context.Request, copy.Request);
        (to.Method, to.Scheme, to.Host, to.Protocol) = (from.Method, from.Scheme, from.Host, from.Protocol);
        (to.PathBase, to.Path, to.QueryString) = (from.PathBase, from.Path, from.QueryString);
        to.RouteValues = new RouteValueDictionary(from.RouteValues);
        foreach (var header in from.Headers)
        {
            to.Headers[header.Key] = header.Value;
        }

        var (old, connection) = (context.Connection, copy.Connection);
        (connection.Id, connection.ClientCertificate) = (old.Id, old.ClientCertificate);
        (connection.RemoteIpAddress, connection.RemotePort) = (old.RemoteIpAddress, old.RemotePort);
        (connection.LocalIpAddress, connection.LocalPort) = (old.LocalIpAddress, old.LocalPort);
        return new RequestSnapshot(scope, copy);
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();
}
