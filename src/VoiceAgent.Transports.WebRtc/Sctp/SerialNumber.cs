namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>Comparison of numbers that wrap (RFC 1982), as TSNs and SSNs do (RFC 9260 section 1.6).</summary>
internal static class SerialNumber
{
    public static bool IsAfter(uint value, uint other) => (int)(value - other) > 0;

    public static bool IsAfter(ushort value, ushort other) => (short)(value - other) > 0;
}
