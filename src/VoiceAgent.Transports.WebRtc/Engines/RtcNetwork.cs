using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>The sockets of the engine, all on one port number, and what peers are told about them.</summary>
internal sealed class RtcNetwork : IDisposable
{
    private readonly List<RtcUdpSocket> _sockets = [];

    /// <summary>Binds all addresses.</summary>
    /// <exception cref="VoiceAgentException">An address is wrong or taken: <see cref="ErrorCodes.InvalidConfiguration"/>.</exception>
    public RtcNetwork(RtcEngineOptions options, RtcReceiver receiver)
    {
        try
        {
            Bind(options, receiver);
            Candidates = Announce(options);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The port of all sockets.</summary>
    public int Port => _sockets[0].Endpoint.Port;

    /// <summary>Our addresses as peers are told, the preferred one first.</summary>
    public IReadOnlyList<IceCandidate> Candidates { get; }

    /// <summary>Sends on the socket the address came in by.</summary>
    public void Send(ReadOnlySpan<byte> datagram, in RtcAddress to, RtcRoutes routes)
    {
        var socket = _sockets[to.Channel];
        socket.Send(datagram, routes.Target(to, socket.Family));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private void Bind(RtcEngineOptions options, RtcReceiver receiver)
    {
        var isWild = options.BindAddresses.Count == 0;
        var addresses = isWild ? Wildcards() : options.BindAddresses.Select(Parse);
        foreach (var address in addresses)
        {
            var port = _sockets.Count == 0 ? options.UdpPort : Port;
            try
            {
                _sockets.Add(new RtcUdpSocket(new IPEndPoint(address, port), _sockets.Count, receiver));
            }
            catch (SocketException) when (isWild && _sockets.Count > 0)
            {
                // IPv6 is there in name only, as in many containers: IPv4 does.
            }
            catch (SocketException e)
            {
                throw new VoiceAgentException(
                    ErrorCodes.InvalidConfiguration,
                    $"UDP port {port} of {address} cannot be bound ({e.SocketErrorCode}): see UdpPort and BindAddresses.",
                    e
                );
            }
        }
    }

    private List<IceCandidate> Announce(RtcEngineOptions options)
    {
        var addresses =
            options.PublicAddresses.Count > 0
                ? [.. options.PublicAddresses.Select(Parse)]
                : _sockets.SelectMany(socket => Expand(socket.Endpoint.Address)).Distinct().ToList();
        return [.. addresses.Select(address => new IceCandidate(new IPEndPoint(address, Port), IsTcp: false))];
    }

    private static IEnumerable<IPAddress> Wildcards()
    {
        yield return IPAddress.Any;
        if (Socket.OSSupportsIPv6)
        {
            yield return IPAddress.IPv6Any;
        }
    }

    /// <summary>The addresses behind a wildcard: of all networks that are up, or loopback where there are none.</summary>
    private static List<IPAddress> Expand(IPAddress address)
    {
        if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            return [address];
        }

        var found = NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus is OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(candidate =>
                candidate.AddressFamily == address.AddressFamily
                && !IPAddress.IsLoopback(candidate)
                && !candidate.IsIPv6LinkLocal
            )
            .ToList();
        return found.Count > 0 ? found
            : address.AddressFamily is AddressFamily.InterNetwork ? [IPAddress.Loopback]
            : [];
    }

    private static IPAddress Parse(string text) =>
        IPAddress.TryParse(text, out var address)
            ? address
            : throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"'{text}' is no IP address: see BindAddresses and PublicAddresses of the WebRTC engine."
            );
}
