namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>What a jitter buffer did. Packets where not said otherwise; frames are 20 ms.</summary>
internal record struct JitterBufferCounters
{
    /// <summary>Taken in.</summary>
    public long Received { get; set; }

    /// <summary>Came twice.</summary>
    public long Duplicates { get; set; }

    /// <summary>Came when their time had passed.</summary>
    public long Late { get; set; }

    /// <summary>No payload of the codec.</summary>
    public long Malformed { get; set; }

    /// <summary>Lost, and restored from the packet behind.</summary>
    public long Recovered { get; set; }

    /// <summary>Pieces made up: for lost packets, and while nothing came.</summary>
    public long Concealed { get; set; }

    /// <summary>Frames left out, to get nearer.</summary>
    public long Skipped { get; set; }

    /// <summary>Frames of silence put in, to get more room.</summary>
    public long Stretched { get; set; }

    /// <summary>Times it began anew, because the sender did.</summary>
    public long Restarts { get; set; }
}
