using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>
/// Where a datagram came from or goes to. A value without references, so that keeping, comparing and looking up addresses allocates nothing.
/// </summary>
/// <param name="High">First 8 bytes of the IPv6 address, as a number.</param>
/// <param name="Low">Last 8 bytes; an IPv4 address is held as <c>::ffff:a.b.c.d</c>.</param>
/// <param name="Port">Port.</param>
/// <param name="Scope">Scope of a link-local address, else zero.</param>
/// <param name="Channel">Which of our sockets or streams it is reached by; the meaning is the driver's.</param>
internal readonly record struct RtcAddress(ulong High, ulong Low, ushort Port, uint Scope, int Channel)
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;
    private const ulong MappedMask = 0xFFFF_FFFF_0000_0000;
    private const int PortOffset = 2;
    private const int IPv4Offset = 4;
    private const int IPv6Offset = 8;
    private const int ScopeOffset = 24;

    /// <summary>True for an IPv4 address.</summary>
    public bool IsIPv4 => High == 0 && (Low & MappedMask) == MappedPrefix;

    /// <summary>Reads an address a socket gave; false for other families.</summary>
    public static bool TryRead(SocketAddress source, int channel, out RtcAddress address)
    {
        var bytes = source.Buffer.Span;
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[PortOffset..]);
        switch (source.Family)
        {
            case AddressFamily.InterNetwork:
                var low = MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(bytes[IPv4Offset..]);
                address = new RtcAddress(0, low, port, 0, channel);
                return true;
            case AddressFamily.InterNetworkV6:
                address = new RtcAddress(
                    BinaryPrimitives.ReadUInt64BigEndian(bytes[IPv6Offset..]),
                    BinaryPrimitives.ReadUInt64BigEndian(bytes[(IPv6Offset + 8)..]),
                    port,
                    BitConverter.ToUInt32(bytes[ScopeOffset..]),
                    channel
                );
                return true;
            default:
                address = default;
                return false;
        }
    }

    /// <summary>The address of an endpoint.</summary>
    public static RtcAddress From(IPEndPoint endpoint, int channel)
    {
        Span<byte> bytes = stackalloc byte[16];
        var ip = endpoint.Address;
        _ = ip.MapToIPv6().TryWriteBytes(bytes, out _);
        var scope = ip.AddressFamily is AddressFamily.InterNetworkV6 ? (uint)ip.ScopeId : 0;
        return new RtcAddress(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            (ushort)endpoint.Port,
            scope,
            channel
        );
    }

    /// <summary>Writes the address for a socket of its family.</summary>
    /// <param name="target">Made for that family.</param>
    public void Write(SocketAddress target)
    {
        var bytes = target.Buffer.Span;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[PortOffset..], Port);
        if (target.Family is AddressFamily.InterNetwork)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[IPv4Offset..], (uint)Low);
            return;
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes[IPv6Offset..], High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[(IPv6Offset + 8)..], Low);
        _ = BitConverter.TryWriteBytes(bytes[ScopeOffset..], Scope);
    }

    /// <summary>Copies the 4 or 16 bytes of the address.</summary>
    /// <returns>How many.</returns>
    public int CopyBytes(Span<byte> target)
    {
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(target, (uint)Low);
            return 4;
        }

        BinaryPrimitives.WriteUInt64BigEndian(target, High);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], Low);
        return 16;
    }

    /// <summary>For logs.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        var length = CopyBytes(bytes);
        return new IPEndPoint(new IPAddress(bytes[..length]), Port).ToString();
    }
}
