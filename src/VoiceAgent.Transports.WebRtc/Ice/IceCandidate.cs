using System.Net;
using System.Net.Sockets;

namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>An address of ours that is announced to peers (RFC 8445 section 5.1, RFC 6544 section 4.5).</summary>
/// <param name="Endpoint">Address and port as peers reach them.</param>
/// <param name="IsTcp">A passive TCP candidate; else UDP.</param>
internal sealed record IceCandidate(IPEndPoint Endpoint, bool IsTcp)
{
    /// <summary>Priority named in a check, of the candidate it would find.</summary>
    public const uint PeerReflexivePriority = (110u << 24) | (65535u << 8) | 255;

    private const uint HostPreference = 126;
    private const uint TcpHostPreference = 90;
    private const uint PassivePreference = 4u << 13;
    private const uint RtpComponent = 1;

    /// <summary>The value of its <c>a=candidate</c> line.</summary>
    /// <param name="index">Its place among all, the preferred one first.</param>
    public string Describe(int index)
    {
        var preference = IsTcp ? PassivePreference + 8191u - (uint)index : 65535u - (uint)index;
        var priority = ((IsTcp ? TcpHostPreference : HostPreference) << 24) | (preference << 8) | (256 - RtpComponent);
        var text =
            $"{index + 1} {RtpComponent} {(IsTcp ? "tcp" : "udp")} {priority} {Endpoint.Address} {Endpoint.Port} typ host";
        return IsTcp ? text + " tcptype passive" : text;
    }

    /// <summary>The kind of address, as <c>c=</c> lines write it.</summary>
    public string NetworkType => Endpoint.AddressFamily is AddressFamily.InterNetwork ? "IP4" : "IP6";
}
