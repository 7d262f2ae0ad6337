using System.Net;
using System.Net.Sockets;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>The sockets of the engine, all on one port number, and what peers are told about them.</summary>
internal sealed class RtcNetwork : IDisposable
{
    private const int Attempts = 20;

    private readonly List<RtcUdpSocket> _sockets = [];
    private readonly TimeProvider _time;
    private readonly RtcRouter _router;
    private RtcTcpListener? _tcp;

    /// <summary>Binds all addresses.</summary>
    /// <param name="options">Which.</param>
    /// <param name="time">The clock.</param>
    /// <param name="router">Knows which addresses are proved.</param>
    /// <param name="receiver">Told what comes; on several threads.</param>
    /// <exception cref="VoiceAgentException">An address is wrong or taken: <see cref="ErrorCodes.InvalidConfiguration"/>.</exception>
    public RtcNetwork(RtcEngineOptions options, TimeProvider time, RtcRouter router, RtcReceiver receiver)
    {
        (_time, _router) = (time, router);

        // A port the system picked for UDP may be taken for TCP: then another one.
        for (
            var attempt = options.UdpPort == 0 ? 1 : Attempts;
            !TryBind(options, receiver, attempt == Attempts);
            attempt++
        )
        {
            Dispose();
            _sockets.Clear();
        }

        Candidates = Announce(options);
    }

    /// <summary>Our addresses as peers are told, the preferred one first.</summary>
    public IReadOnlyList<IceCandidate> Candidates { get; }

    private int Port => _sockets[0].Endpoint.Port;

    /// <summary>Sends on the socket or the stream the address came in by.</summary>
    public void Send(ReadOnlySpan<byte> datagram, in RtcAddress to, RtcRoutes routes)
    {
        if (to.Channel >= RtcTcpListener.FirstChannel)
        {
            _tcp?.Send(datagram, to.Channel);
            return;
        }

        var socket = _sockets[to.Channel];
        socket.Send(datagram, routes.Target(to, socket.Family));
    }

    /// <summary>Closes the streams among the addresses of a session that ended.</summary>
    public void Close(RtcRoutes routes)
    {
        foreach (var address in routes.Addresses)
        {
            if (address.Channel >= RtcTcpListener.FirstChannel)
            {
                _tcp?.Close(address.Channel);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _tcp?.Dispose();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private bool TryBind(RtcEngineOptions options, RtcReceiver receiver, bool isLast)
    {
        try
        {
            Bind(options, receiver);
            return true;
        }
        catch (SocketException e)
        {
            Dispose();
            return !isLast
                ? false
                : throw new VoiceAgentException(
                    ErrorCodes.InvalidConfiguration,
                    $"Port {options.UdpPort} cannot be bound ({e.SocketErrorCode}): see UdpPort and BindAddresses of the WebRTC engine.",
                    e
                );
        }
    }

    private void Bind(RtcEngineOptions options, RtcReceiver receiver)
    {
        var isWild = options.BindAddresses.Count == 0;
        _tcp = options.AllowTcp ? CreateListener(options, receiver) : null;
        foreach (var address in isWild ? RtcAddresses.Wildcards() : options.BindAddresses.Select(RtcAddresses.Parse))
        {
            try
            {
                var port = _sockets.Count == 0 ? options.UdpPort : Port;
                _sockets.Add(new RtcUdpSocket(new IPEndPoint(address, port), _sockets.Count, receiver));
            }
            catch (SocketException) when (isWild && _sockets.Count > 0)
            {
                // IPv6 is there in name only, as in many containers: IPv4 does.
                continue;
            }

            _tcp?.Listen(_sockets[^1].Endpoint);
        }
    }

    private RtcTcpListener CreateListener(RtcEngineOptions options, RtcReceiver receiver) =>
        new(options.MaxSessions + options.MaxHalfOpen, _time, receiver)
        {
            IsKnown = address => _router.Find(address) is not null,
            OnClosed = address => _router.Find(address)?.Forget(address),
        };

    private List<IceCandidate> Announce(RtcEngineOptions options)
    {
        var addresses = RtcAddresses.Announce(options, _sockets.Select(socket => socket.Endpoint.Address));
        var udp = addresses.Select(address => new IceCandidate(new IPEndPoint(address, Port), IsTcp: false)).ToList();
        return _tcp is null ? udp : [.. udp, .. udp.Select(candidate => candidate with { IsTcp = true })];
    }
}
