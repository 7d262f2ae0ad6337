namespace VoiceAgent.Transports.WebRtc.Dtls;

/// <summary>How handshakes are made.</summary>
internal sealed record DtlsOptions
{
    /// <summary>The largest datagram that is sent, in bytes of UDP payload. 228 to 1400; 1200 passes IPv6's least MTU and tunnels.</summary>
    public int Mtu { get; init; } = 1200;

    /// <summary>Time to the first retransmission of a flight; doubled each time (RFC 6347 section 4.2.4.1).</summary>
    public TimeSpan FirstRetransmission { get; init; } = TimeSpan.FromMilliseconds(50);
}
