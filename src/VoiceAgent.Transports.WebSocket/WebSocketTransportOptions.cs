namespace VoiceAgent.Transports.WebSockets;

/// <summary>Limits and deadlines of the WebSocket transport. Checked when the application starts.</summary>
public sealed class WebSocketTransportOptions
{
    /// <summary>Sessions at the same time; further clients get <c>server_busy</c>. 1 to 1000000, 1000 by default.</summary>
    public int MaxSessions { get; set; } = 1000;

    /// <summary>Largest message accepted, in bytes. 4096 to 16777216, 262144 by default.</summary>
    public int MaxMessageBytes { get; set; } = 256 * 1024;

    /// <summary>
    /// Bytes that may wait for a slow client, counted as PCM and JSON. 4096 to 67108864, 262144 by default: five seconds of speech.
    /// </summary>
    public int MaxQueuedBytes { get; set; } = 256 * 1024;

    /// <summary>Messages that may wait for a slow client. 16 to 65536, 512 by default.</summary>
    public int MaxQueuedMessages { get; set; } = 512;

    /// <summary>
    /// How long sending waits for room before the client is disconnected with <c>slow_client</c>. 100 ms to 60 s, 5 s by default.
    /// </summary>
    public TimeSpan SlowClientTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a client may take to send its first message and be let in. 1 s to 60 s, 10 s by default.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take to answer a close before the connection is aborted. 100 ms to 30 s, 2 s by default.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long nothing may arrive before a ping is sent. 1 s to 5 min, 8 s by default.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// How long a ping may stay unanswered before the client counts as gone. 1 s to 5 min, 8 s by default. With the interval, and a
    /// quarter of both for looking, a client that vanished is noticed within 20 s.
    /// </summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Wrong messages after which a client is disconnected with <c>overflow</c>. 1 to 100000, 100 by default.</summary>
    public int MaxBadMessages { get; set; } = 100;

    /// <summary>
    /// How far ahead of playback audio is sent to clients that drop their buffer on <c>clear</c>; others get at most 100 ms. 20 ms
    /// to 5 s, 250 ms by default.
    /// </summary>
    public TimeSpan Lead { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long a conversation waits for a client that asked to be able to come back and whose connection broke. It counts among
    /// <see cref="MaxSessions"/> until then. 0 to 10 min, 30 s by default; 0 turns it off.
    /// </summary>
    public TimeSpan ResumeGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What clients are told about tool calls; everything by default.</summary>
    public ToolEventDetail ToolEvents { get; set; } = ToolEventDetail.Full;

    /// <summary>
    /// Origins that pages may connect from, such as <c>https://example.com</c>; others get HTTP 403. Empty, as by default, allows
    /// all. Clients that are no browsers send no origin and are not affected.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];
}
