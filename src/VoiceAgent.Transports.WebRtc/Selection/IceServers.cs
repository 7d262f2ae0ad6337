using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace VoiceAgent.Transports.WebRtc.Selection;

/// <summary>The STUN and TURN servers of the configuration, with credentials for one client. Thread-safe.</summary>
internal sealed class IceServers(IOptions<WebRtcTransportOptions> options, TimeProvider time)
{
    private const string UserId = "user_id";

    /// <summary>How long credentials are good.</summary>
    public TimeSpan Lifetime => options.Value.TurnLifetime;

    /// <summary>True when a client that cannot use UDP can reach a relay.</summary>
    public bool HasRelayOverTcp =>
        options.Value.TurnUris.Any(uri =>
            uri.StartsWith("turns:", StringComparison.OrdinalIgnoreCase)
            || uri.EndsWith("transport=tcp", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The servers for a client that was let in.</summary>
    /// <param name="client">What authentication knows about it; the relay's log then shows its <c>user_id</c>.</param>
    public IReadOnlyList<IceServer> For(IReadOnlyDictionary<string, string> client)
    {
        var settings = options.Value;
        var servers = new List<IceServer>();
        if (settings.StunUris.Count > 0)
        {
            servers.Add(new IceServer([.. settings.StunUris]));
        }

        if (settings.TurnUris.Count > 0 && settings.TurnSecret is { Length: > 0 } secret)
        {
            var user = client.GetValueOrDefault(UserId) ?? RandomNumberGenerator.GetHexString(8, lowercase: true);
            var (username, password) = TurnCredentials.Create(secret, user, time.GetUtcNow() + settings.TurnLifetime);
            servers.Add(new IceServer([.. settings.TurnUris]) { Username = username, Credential = password });
        }

        return servers;
    }
}
