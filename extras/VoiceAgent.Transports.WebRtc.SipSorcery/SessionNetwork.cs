using System.Net;
using SIPSorcery.Sys;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>Where sessions listen, each on a port of its own, and what peers are told about it. Thread-safe.</summary>
internal sealed class SessionNetwork
{
    // The library hands out even ports only.
    private const int PortsPerSession = 2;

    private readonly IReadOnlyList<IPAddress> _announced;

    /// <exception cref="VoiceAgentException"><see cref="ErrorCodes.InvalidConfiguration"/>: an address or the port is wrong.</exception>
    public SessionNetwork(RtcEngineOptions options)
    {
        if (options.BindAddresses.Count > 1)
        {
            throw Wrong("SIPSorcery listens on one address, or on all: BindAddresses of the WebRTC engine has more.");
        }

        Address = options.BindAddresses.Count == 1 ? RtcAddresses.Parse(options.BindAddresses[0]) : null;
        Ports = options.UdpPort == 0 ? null : Reserve(options.UdpPort, options.MaxSessions);
        _announced = RtcAddresses.Announce(options, Address is null ? RtcAddresses.Wildcards() : [Address]);
    }

    /// <summary>The one address that is listened on; null for all.</summary>
    public IPAddress? Address { get; }

    /// <summary>Where ports are taken from; null for any.</summary>
    public PortRange? Ports { get; }

    /// <summary>What a session's peer is told.</summary>
    /// <param name="port">The session's port.</param>
    public IReadOnlyList<IceCandidate> Candidates(int port) =>
        [.. _announced.Select(address => new IceCandidate(new IPEndPoint(address, port), IsTcp: false))];

    private static PortRange Reserve(int first, int sessions)
    {
        var last = first + (PortsPerSession * sessions) - 1;
        return first % PortsPerSession == 0 && last <= IPEndPoint.MaxPort
            ? new PortRange(first, Math.Max(last, first + PortsPerSession))
            : throw Wrong(
                $"UdpPort {first} of the WebRTC engine must be even, and SIPSorcery needs {PortsPerSession} ports from there for each of "
                    + $"{sessions} sessions (MaxSessions)."
            );
    }

    private static VoiceAgentException Wrong(string problem) => new(ErrorCodes.InvalidConfiguration, problem);
}
