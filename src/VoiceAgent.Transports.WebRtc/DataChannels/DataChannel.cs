namespace VoiceAgent.Transports.WebRtc.DataChannels;

/// <summary>What is known of one channel.</summary>
internal sealed class DataChannel(string label, string protocol)
{
    public string Label => label;

    public string Protocol => protocol;

    /// <summary>True once the peer has opened or acknowledged it.</summary>
    public bool IsOpen { get; set; }

    /// <summary>True once we have asked for our direction to be reset: nothing is sent any more.</summary>
    public bool IsClosing { get; set; }

    /// <summary>True when our direction is reset.</summary>
    public bool IsLocalReset { get; set; }

    /// <summary>True when the peer's direction is reset.</summary>
    public bool IsPeerReset { get; set; }
}
