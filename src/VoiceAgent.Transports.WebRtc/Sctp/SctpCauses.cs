using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>Error causes this side writes and reads (RFC 9260 section 3.3.10).</summary>
internal static class SctpCauses
{
    public const ushort StaleCookie = 3;
    public const ushort UnrecognizedChunk = 6;
    public const ushort UserInitiatedAbort = 12;
    public const ushort ProtocolViolation = 13;

    /// <summary>One cause with its value, padded to four bytes.</summary>
    public static byte[] Write(ushort cause, ReadOnlySpan<byte> value)
    {
        var length = 4 + value.Length;
        var bytes = new byte[(length + 3) & ~3];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, cause);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)length);
        value.CopyTo(bytes.AsSpan(4));
        return bytes;
    }

    /// <summary>The first cause of an ABORT or ERROR chunk; 0 when it has none.</summary>
    public static ushort First(ReadOnlySpan<byte> value) =>
        value.Length >= 4 ? BinaryPrimitives.ReadUInt16BigEndian(value) : (ushort)0;
}
