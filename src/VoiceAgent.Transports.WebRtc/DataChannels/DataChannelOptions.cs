namespace VoiceAgent.Transports.WebRtc.DataChannels;

/// <summary>Limits of the data channels of one connection.</summary>
internal sealed record DataChannelOptions
{
    /// <summary>The longest message accepted; this is what our SDP says (RFC 8841 section 6). Bytes.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>The longest message sent: the peer's <c>max-message-size</c>, no more than ours. Bytes.</summary>
    public int PeerMaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>What may wait to be sent or acknowledged, over all channels. Bytes.</summary>
    public int MaxBuffered { get; init; } = 1024 * 1024;

    /// <summary>Channels at a time, the peer's and ours.</summary>
    public int MaxChannels { get; init; } = 64;

    /// <summary>Our SCTP port.</summary>
    public ushort LocalPort { get; init; } = 5000;

    /// <summary>The peer's SCTP port: <c>sctp-port</c> of its SDP.</summary>
    public ushort RemotePort { get; init; } = 5000;
}
