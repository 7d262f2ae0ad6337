namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>What the peer's INIT or INIT-ACK said about it.</summary>
/// <param name="Tag">Goes into every packet to it.</param>
/// <param name="InitialTsn">The number of its first DATA chunk.</param>
/// <param name="ReceiveWindow">Bytes it has room for.</param>
/// <param name="OutboundStreams">How many streams it wants to send on.</param>
/// <param name="InboundStreams">How many streams it takes.</param>
/// <param name="ResetsStreams">True when it understands RE-CONFIG.</param>
internal readonly record struct SctpPeer(
    uint Tag,
    uint InitialTsn,
    uint ReceiveWindow,
    ushort OutboundStreams,
    ushort InboundStreams,
    bool ResetsStreams
);
