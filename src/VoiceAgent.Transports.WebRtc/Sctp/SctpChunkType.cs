namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>Chunk types of SCTP (RFC 9260 section 3.2; RFC 6525 and RFC 3758 for the last two).</summary>
internal enum SctpChunkType : byte
{
    Data = 0,
    Init = 1,
    InitAck = 2,
    Sack = 3,
    Heartbeat = 4,
    HeartbeatAck = 5,
    Abort = 6,
    Shutdown = 7,
    ShutdownAck = 8,
    Error = 9,
    CookieEcho = 10,
    CookieAck = 11,
    ShutdownComplete = 14,
    Reconfiguration = 130,
    ForwardTsn = 192,
}
