namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>
/// Limits and times of an association. The times are shorter than RFC 9260 section 16 suggests for the open internet: the
/// path carries live audio anyway, and a message that waits a second for its first retransmission is late.
/// </summary>
internal sealed record SctpOptions
{
    public ushort LocalPort { get; init; } = 5000;

    public ushort RemotePort { get; init; } = 5000;

    /// <summary>
    /// The longest packet, so that with a DTLS record around it (37 bytes with AES-GCM) it stays within 1200 bytes.
    /// </summary>
    public int MaxPacketBytes { get; init; } = 1160;

    /// <summary>
    /// The longest payload of a DATA chunk. More stalls without a word on paths with an MTU of 1280.
    /// </summary>
    public int MaxPayloadBytes { get; init; } = 1100;

    /// <summary>The longest message accepted; one that grows beyond it ends the association.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>What may wait to be sent or acknowledged, in payload bytes.</summary>
    public int MaxBufferedBytes { get; init; } = 1024 * 1024;

    /// <summary>The receive window: fragments and messages nobody has taken yet.</summary>
    public int ReceiveWindowBytes { get; init; } = 1024 * 1024;

    /// <summary>How many streams the peer may use at a time; each costs a little memory for good.</summary>
    public int MaxStreams { get; init; } = 1024;

    public TimeSpan InitialRto { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan MinRto { get; init; } = TimeSpan.FromMilliseconds(300);

    public TimeSpan MaxRto { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an acknowledgement waits for something to travel with; at most 500 ms (section 6.2).</summary>
    public TimeSpan AckDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Silence before a HEARTBEAT asks whether the peer is still there.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a state cookie is good (section 5.1.3).</summary>
    public TimeSpan CookieLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Unanswered INITs or COOKIE-ECHOs before the association is given up.</summary>
    public int MaxHandshakeRetransmissions { get; init; } = 12;

    /// <summary>Unanswered retransmissions in a row before the association is given up.</summary>
    public int MaxRetransmissions { get; init; } = 20;
}
