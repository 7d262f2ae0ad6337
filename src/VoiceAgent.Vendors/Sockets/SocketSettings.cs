namespace VoiceAgent.Vendors.Sockets;

/// <summary>How a vendor's socket is kept and watched.</summary>
public sealed record SocketSettings
{
    /// <summary>After this time without a message of ours the wire's keep-alive is sent, 1 s to 10 min. Default 5 s.</summary>
    public TimeSpan KeepAliveAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A socket on which nothing came for this long, while audio was sent, is replaced. For vendors that say something now and then whatever they
    /// hear. Null, the default, waits until a segment is over, see <see cref="AnswerLimit"/>.
    /// </summary>
    public TimeSpan? SilenceLimit { get; init; }

    /// <summary>
    /// A socket on which nothing at all came for this long, after the text of a segment was asked for, is replaced, and the segment is sent again:
    /// the other side may be gone without a word. More than zero, default 1 s.
    /// </summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A ping is sent this often, and must be answered within the same time, or the socket is lost. 10 ms to 10 min, default 5 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the answer to the end of a segment may take before what was heard so far counts. Default 2 s.</summary>
    public TimeSpan FinalWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Segments shorter than this are answered with nothing and not asked for. Default 20 ms.</summary>
    public TimeSpan ShortestSegment { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How much of a segment is kept to be sent again over a new socket. Default 30 s.</summary>
    public TimeSpan Replay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often in a row a lost socket is replaced before the session fails, 0 to 10. Default 2.</summary>
    public int Reconnects { get; init; } = 2;

    /// <summary>True when the vendor counts word times from the beginning of the connection, false from that of the segment.</summary>
    public bool CountsWordTimesFromConnection { get; init; } = true;
}
