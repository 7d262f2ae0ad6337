namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>What shares the one port, told by the first bytes (RFC 7983, RFC 5761 section 4).</summary>
internal enum RtcDatagramKind
{
    /// <summary>Nothing that is spoken here.</summary>
    Unknown,

    /// <summary>A check.</summary>
    Stun,

    /// <summary>DTLS records.</summary>
    Dtls,

    /// <summary>An audio packet.</summary>
    Rtp,

    /// <summary>Reports.</summary>
    Rtcp,
}

/// <summary>Sorts datagrams.</summary>
internal static class RtcDatagram
{
    private const int ShortestRtp = 12;
    private const int ShortestDtls = 13;

    /// <summary>What a datagram is, by its first two bytes.</summary>
    public static RtcDatagramKind Classify(ReadOnlySpan<byte> datagram) =>
        datagram.IsEmpty
            ? RtcDatagramKind.Unknown
            : datagram[0] switch
            {
                <= 3 => RtcDatagramKind.Stun,
                >= 20 and <= 63 when datagram.Length >= ShortestDtls => RtcDatagramKind.Dtls,
                >= 128 and <= 191 when datagram.Length >= ShortestRtp => (datagram[1] & 0x7F) is >= 64 and <= 95
                    ? RtcDatagramKind.Rtcp
                    : RtcDatagramKind.Rtp,
                _ => RtcDatagramKind.Unknown,
            };
}
