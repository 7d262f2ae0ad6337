namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>Flags of a DATA chunk (RFC 9260 section 3.3.1).</summary>
internal static class DataFlags
{
    public const byte End = 1;
    public const byte Beginning = 2;
    public const byte Unordered = 4;

    /// <summary>Asks for an acknowledgement without delay.</summary>
    public const byte Immediate = 8;

    /// <summary>Bytes of a chunk's value before the payload: TSN, stream, SSN, payload protocol.</summary>
    public const int HeaderBytes = 12;
}
