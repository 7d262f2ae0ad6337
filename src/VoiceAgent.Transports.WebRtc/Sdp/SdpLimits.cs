namespace VoiceAgent.Transports.WebRtc.Sdp;

/// <summary>How much of a peer's description is read.</summary>
internal static class SdpLimits
{
    /// <summary>Characters of a description.</summary>
    public const int Length = 64 * 1024;

    /// <summary>Media sections.</summary>
    public const int Media = 8;

    /// <summary>Attributes of one kind in one section, such as codecs.</summary>
    public const int Items = 128;
}
