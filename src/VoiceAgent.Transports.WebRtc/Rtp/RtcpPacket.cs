using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Rtp;

/// <summary>Types of RTCP packets that mean something here (RFC 3550 section 12.1).</summary>
internal enum RtcpType : byte
{
    /// <summary>Sender report.</summary>
    SenderReport = 200,

    /// <summary>Receiver report.</summary>
    ReceiverReport = 201,

    /// <summary>Source description.</summary>
    SourceDescription = 202,

    /// <summary>Goodbye.</summary>
    Bye = 203,
}

/// <summary>One packet of a compound RTCP packet, found well-formed. Valid as long as the bytes it was read from.</summary>
internal readonly ref struct RtcpPacket
{
    /// <summary>Bytes of the header that all packets have.</summary>
    public const int HeaderLength = 4;

    private readonly ReadOnlySpan<byte> _body;

    private RtcpPacket(RtcpType type, int count, ReadOnlySpan<byte> body)
    {
        (Type, Count) = (type, count);
        _body = body;
    }

    /// <summary>What it is; possibly a type that is not named.</summary>
    public RtcpType Type { get; }

    /// <summary>Report blocks of a report, sources of a goodbye; of other types whatever they mean by it.</summary>
    public int Count { get; }

    /// <summary>Who sends a report.</summary>
    public uint Sender => BinaryPrimitives.ReadUInt32BigEndian(_body);

    /// <summary>What a sender report says about its stream.</summary>
    public RtcpSenderInfo SenderInfo => RtcpSenderInfo.Read(_body[sizeof(uint)..]);

    /// <summary>A report block of a report.</summary>
    /// <param name="index">Less than <see cref="Count"/>.</param>
    public RtcpReportBlock Report(int index) =>
        RtcpReportBlock.Read(_body[(ReportsAt(Type) + (index * RtcpReportBlock.Length))..]);

    /// <summary>A source that leaves, of a goodbye.</summary>
    /// <param name="index">Less than <see cref="Count"/>.</param>
    public uint Source(int index) => BinaryPrimitives.ReadUInt32BigEndian(_body[(index * sizeof(uint))..]);

    /// <summary>Takes a packet with this header and body, if the body holds what its type and count ask for.</summary>
    public static bool TryCreate(RtcpType type, int count, ReadOnlySpan<byte> body, out RtcpPacket packet)
    {
        packet = new RtcpPacket(type, count, body);
        return type switch
        {
            RtcpType.SenderReport or RtcpType.ReceiverReport => body.Length
                >= ReportsAt(type) + (count * RtcpReportBlock.Length),
            RtcpType.Bye => body.Length >= count * sizeof(uint),
            _ => true,
        };
    }

    private static int ReportsAt(RtcpType type) =>
        sizeof(uint) + (type == RtcpType.SenderReport ? RtcpSenderInfo.Length : 0);
}
