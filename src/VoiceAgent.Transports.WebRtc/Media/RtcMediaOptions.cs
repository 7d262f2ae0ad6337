namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>How audio is sent and received.</summary>
internal sealed record RtcMediaOptions
{
    /// <summary>
    /// How far ahead of its time audio is asked of the pipeline: it rides out what delays the pipeline, and is dropped when the bot is
    /// interrupted. 20 to 200 ms, default 60 ms.
    /// </summary>
    public TimeSpan Cushion { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>
    /// What a peer is taken to hold back and to need until its loudspeaker sounds, without jitter. Browsers hold back about 30 ms; devices
    /// add as much. 0 to 500 ms, default 60 ms.
    /// </summary>
    public TimeSpan PeerPlayoutDelay { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>
    /// A connection that is up and takes no packet for this long is closed. Default 30 s: a peer may come back from another network.
    /// </summary>
    public TimeSpan SendPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How arriving audio is held back.</summary>
    public JitterBufferOptions JitterBuffer { get; init; } = new();

    /// <summary>True when the peer is connected, which whoever read the session before has been told.</summary>
    public bool IsConnected { get; init; }

    /// <summary>
    /// True when a peer that closes the connection has left. False, as by default, when it may have gone to another network: it may come back, and
    /// says goodbye by other means.
    /// </summary>
    public bool ClosingIsLeaving { get; init; }

    /// <summary>What the peer said before, when that was for the conversation.</summary>
    public MediaInput? First { get; init; }
}
