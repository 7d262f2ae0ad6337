namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// One peer connection. One reader (<see cref="ReadAsync"/>) and one writer (all others, one call at a time) may run side by side.
/// Disposal closes it and is idempotent.
/// </summary>
public interface IRtcSession : IAsyncDisposable
{
    /// <summary>The answer to the peer's last offer.</summary>
    string Answer { get; }

    /// <summary>The codec that was agreed.</summary>
    Codecs.RtcCodec Codec { get; }

    /// <summary>Counters of the connection so far.</summary>
    RtcStatistics Statistics { get; }

    /// <summary>Answers a new offer of the same peer: an ICE restart (RFC 8445 section 2.4) or a change of media.</summary>
    ValueTask<string> RestartAsync(string offer, CancellationToken cancellationToken);

    /// <summary>Takes a candidate the peer found later. An ICE-lite engine learns addresses from checks and may ignore it.</summary>
    void AddRemoteCandidate(string candidate);

    /// <summary>The next thing from the peer. After <see cref="RtcInputKind.Closed"/> it returns the same for ever.</summary>
    ValueTask<RtcInput> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Sends one encoded packet. The payload is copied or sent before this returns.</summary>
    /// <param name="payload">The codec's payload.</param>
    /// <param name="timestamp">RTP timestamp in the codec's clock rate (RFC 3550 section 5.1).</param>
    /// <param name="marker">True on the first packet after silence (RFC 3551 section 4.1).</param>
    /// <returns>False when the connection is not up (yet, or any more): the packet is dropped.</returns>
    bool TrySendAudio(ReadOnlySpan<byte> payload, uint timestamp, bool marker);

    /// <summary>Sends a message on the data channel (RFC 8831).</summary>
    /// <returns>False when too much waits already or there is no channel: the message is dropped.</returns>
    bool TrySendMessage(ReadOnlySpan<byte> message, bool isText);

    /// <summary>Closes the connection in an orderly way.</summary>
    /// <param name="reason">For logs.</param>
    ValueTask CloseAsync(string reason);
}

/// <summary>What came from a peer.</summary>
public enum RtcInputKind
{
    /// <summary>The connection ended.</summary>
    Closed,

    /// <summary>The connection is up, or up again; audio and messages may flow.</summary>
    Connected,

    /// <summary>An audio packet.</summary>
    Audio,

    /// <summary>A text message on the data channel.</summary>
    Text,

    /// <summary>A binary message on the data channel.</summary>
    Binary,

    /// <summary>
    /// No sign of the peer for five seconds. It may come back, which is told by <see cref="Connected"/>, or not: then
    /// <see cref="Closed"/> follows. Audio may be sent meanwhile.
    /// </summary>
    Disconnected,
}

/// <summary>One thing from a peer.</summary>
/// <param name="Kind">What it is.</param>
public readonly record struct RtcInput(RtcInputKind Kind)
{
    /// <summary>The codec's payload or the message; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>RTP sequence number, of audio.</summary>
    public ushort Sequence { get; init; }

    /// <summary>RTP timestamp, of audio.</summary>
    public uint Timestamp { get; init; }

    /// <summary>RTP marker bit, of audio.</summary>
    public bool Marker { get; init; }

    /// <summary>Why the connection ended, for logs.</summary>
    public string? Reason { get; init; }

    /// <summary>Of the end: true when the peer has closed the connection in an orderly way.</summary>
    public bool IsGoodbye { get; init; }
}

/// <summary>Counters of a peer connection.</summary>
public readonly record struct RtcStatistics
{
    /// <summary>Audio packets received.</summary>
    public long PacketsReceived { get; init; }

    /// <summary>Audio packets sent.</summary>
    public long PacketsSent { get; init; }

    /// <summary>Packets the peer says it lost (RFC 3550 section 6.4.1).</summary>
    public long PacketsLost { get; init; }

    /// <summary>Part of our packets the peer lost between its last two reports, 0 to 1 (RFC 3550 section 6.4.1).</summary>
    public double FractionLost { get; init; }

    /// <summary>Jitter of our packets at the peer, as of its last report.</summary>
    public TimeSpan PeerJitter { get; init; }

    /// <summary>Packets thrown away: wrong key, replayed, malformed.</summary>
    public long PacketsDropped { get; init; }

    /// <summary>Round trip time of the last report, or zero.</summary>
    public TimeSpan RoundTrip { get; init; }
}
