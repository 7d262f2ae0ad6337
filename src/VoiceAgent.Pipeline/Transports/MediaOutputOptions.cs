namespace VoiceAgent.Transports;

/// <summary>How audio is played to the client.</summary>
public sealed class MediaOutputOptions
{
    /// <summary>Length of a piece of audio on the wire. 10 to 100 ms, default 20 ms.</summary>
    public TimeSpan Chunk { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often, at most, progress of what was heard is told. 20 ms to 5 s, default 100 ms.</summary>
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A client that reports playback and has gone silent is believed to have played everything this long after it should have. 0 to
    /// 30 s, default 1.5 s.
    /// </summary>
    public TimeSpan ReportGrace { get; set; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>How long after an interruption the client's word on where playback stopped is waited for. 0 to 5 s, default 0.4 s.</summary>
    public TimeSpan CutGrace { get; set; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Most audio that may wait to be played; what is more is dropped with an <c>overflow</c> error. 10 s to 1 h, default 5 min.</summary>
    public TimeSpan MaxQueued { get; set; } = TimeSpan.FromMinutes(5);
}
