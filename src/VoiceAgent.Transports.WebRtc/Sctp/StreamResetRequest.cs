using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>Result codes of a re-configuration response (RFC 6525 section 4.4).</summary>
internal enum ResetResult : uint
{
    NothingToDo = 0,
    Performed = 1,
    Denied = 2,
    BadSequenceNumber = 5,
    InProgress = 6,
}

/// <summary>Reading and writing the parameters of a RE-CONFIG chunk (RFC 6525 section 4).</summary>
internal static class StreamResetRequest
{
    public const ushort Outgoing = 13;
    public const ushort Incoming = 14;
    public const ushort Tsn = 15;
    public const ushort Response = 16;
    public const ushort AddOutgoingStreams = 17;
    public const ushort AddIncomingStreams = 18;

    /// <summary>Bytes of an outgoing reset request before its stream numbers, without type and length.</summary>
    public const int OutgoingFixedBytes = 12;

    public static byte[] WriteOutgoing(uint sequence, uint answers, uint lastTsn, ReadOnlySpan<ushort> streams)
    {
        var length = 4 + OutgoingFixedBytes + (2 * streams.Length);
        var bytes = new byte[length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, Outgoing);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), answers);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), lastTsn);
        for (var i = 0; i < streams.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(16 + (2 * i)), streams[i]);
        }

        return bytes;
    }

    public static byte[] WriteResponse(uint sequence, ResetResult result)
    {
        var bytes = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, Response);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), 12);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), (uint)result);
        return bytes;
    }

    /// <summary>The next parameter of a chunk; false at the end, and where a length is wrong.</summary>
    public static bool TryNext(ref ReadOnlySpan<byte> rest, out ushort type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (rest.Length < 8)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (length < 8 || length > rest.Length)
        {
            return false;
        }

        type = BinaryPrimitives.ReadUInt16BigEndian(rest);
        value = rest[4..length];
        rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
        return true;
    }
}
