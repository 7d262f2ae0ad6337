using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Rtp;

/// <summary>What a sender tells about its stream (RFC 3550 section 6.4.1): the same moment on two clocks, and what it sent.</summary>
internal readonly record struct RtcpSenderInfo
{
    /// <summary>Bytes of it.</summary>
    public const int Length = 20;

    /// <summary>The moment on the sender's wall clock.</summary>
    public NtpTime Ntp { get; init; }

    /// <summary>The moment in the stream's timestamps.</summary>
    public uint RtpTimestamp { get; init; }

    /// <summary>Packets sent; wraps.</summary>
    public uint Packets { get; init; }

    /// <summary>Bytes of payload sent; wraps.</summary>
    public uint Octets { get; init; }

    /// <summary>Reads it from at least <see cref="Length"/> bytes.</summary>
    public static RtcpSenderInfo Read(ReadOnlySpan<byte> bytes) =>
        new()
        {
            Ntp = new NtpTime(BinaryPrimitives.ReadUInt64BigEndian(bytes)),
            RtpTimestamp = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
            Packets = BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
            Octets = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
        };

    /// <summary>Writes it into at least <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Ntp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], RtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], Packets);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], Octets);
    }
}
