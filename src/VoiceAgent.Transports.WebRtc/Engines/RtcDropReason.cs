namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>Why something a peer sent was thrown away.</summary>
internal enum RtcDropReason
{
    /// <summary>It was not: it was taken.</summary>
    None,

    /// <summary>Neither STUN, DTLS, RTP nor RTCP, or a broken one of these.</summary>
    Malformed,

    /// <summary>A check with credentials of no session, or of one before its restart.</summary>
    UnknownCredentials,

    /// <summary>A check whose integrity is wrong.</summary>
    WrongIntegrity,

    /// <summary>From an address that no session's checks came from.</summary>
    UnknownSource,

    /// <summary>Audio before the keys were agreed, or after the end.</summary>
    NotConnected,

    /// <summary>Audio or a report that was not made with the session's keys, or came before.</summary>
    NotGenuine,

    /// <summary>Audio in a format that was not agreed.</summary>
    UnknownFormat,

    /// <summary>The reader is behind: a queue is full.</summary>
    Overflow,
}
