namespace VoiceAgent.Transports.WebRtc.Sdp;

/// <summary>Which way media flows, seen from whoever wrote the description (RFC 8866 section 6.7).</summary>
[Flags]
internal enum SdpDirection
{
    /// <summary>No media.</summary>
    Inactive = 0,

    /// <summary>The writer sends.</summary>
    Send = 1,

    /// <summary>The writer receives.</summary>
    Receive = 2,

    /// <summary>Both.</summary>
    SendReceive = Send | Receive,
}
