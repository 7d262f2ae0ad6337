using System.Buffers.Binary;
using System.Text.Unicode;

namespace VoiceAgent.Transports.WebRtc.Rtp;

/// <summary>Writes a compound RTCP packet, one packet behind the other.</summary>
/// <param name="buffer">Room; <see cref="MaxReportLength"/> is enough for a report with a description and a goodbye.</param>
internal ref struct RtcpWriter(Span<byte> buffer)
{
    /// <summary>Bytes of the longest text a description or a goodbye holds.</summary>
    public const int MaxTextLength = 64;

    /// <summary>Bytes of a report with one block, a description and a goodbye, at most.</summary>
    public const int MaxReportLength = 256;

    private const byte Version = 0x80;
    private const byte CanonicalName = 1;

    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>A sender report, with at most one block (RFC 3550 section 6.4.1).</summary>
    public void WriteSenderReport(uint ssrc, in RtcpSenderInfo sender, RtcpReportBlock? block)
    {
        var body = Begin(
            RtcpType.SenderReport,
            block is null ? 0 : 1,
            sizeof(uint) + RtcpSenderInfo.Length + (block is null ? 0 : RtcpReportBlock.Length)
        );
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        sender.Write(body[sizeof(uint)..]);
        block?.Write(body[(sizeof(uint) + RtcpSenderInfo.Length)..]);
    }

    /// <summary>A receiver report, with at most one block (RFC 3550 section 6.4.2).</summary>
    public void WriteReceiverReport(uint ssrc, RtcpReportBlock? block)
    {
        var body = Begin(
            RtcpType.ReceiverReport,
            block is null ? 0 : 1,
            sizeof(uint) + (block is null ? 0 : RtcpReportBlock.Length)
        );
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        block?.Write(body[sizeof(uint)..]);
    }

    /// <summary>A source description with the canonical name (RFC 3550 section 6.5.1).</summary>
    public void WriteDescription(uint ssrc, string canonicalName)
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        text = text[..Encode(canonicalName, text)];

        // Items end with a zero byte and are filled with more to a whole word.
        var body = Begin(RtcpType.SourceDescription, 1, sizeof(uint) + Whole(2 + text.Length + 1));
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body[4] = CanonicalName;
        body[5] = (byte)text.Length;
        text.CopyTo(body[6..]);
    }

    /// <summary>A goodbye (RFC 3550 section 6.6).</summary>
    /// <param name="ssrc">Who leaves.</param>
    /// <param name="reason">For logs; empty for none. Cut to <see cref="MaxTextLength"/> bytes.</param>
    public void WriteBye(uint ssrc, string reason)
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        text = text[..Encode(reason, text)];
        var body = Begin(RtcpType.Bye, 1, sizeof(uint) + (text.IsEmpty ? 0 : Whole(1 + text.Length)));
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        if (!text.IsEmpty)
        {
            body[4] = (byte)text.Length;
            text.CopyTo(body[5..]);
        }
    }

    private Span<byte> Begin(RtcpType type, int count, int bodyLength)
    {
        var packet = _buffer.Slice(Length, RtcpPacket.HeaderLength + bodyLength);
        packet[0] = (byte)(Version | count);
        packet[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(bodyLength / sizeof(uint)));
        Length += packet.Length;
        var body = packet[RtcpPacket.HeaderLength..];
        body.Clear();
        return body;
    }

    private static int Encode(string text, Span<byte> bytes)
    {
        // Stops before a character that does not fit.
        _ = Utf8.FromUtf16(text, bytes, out _, out var length);
        return length;
    }

    private static int Whole(int length) => (length + sizeof(uint) - 1) / sizeof(uint) * sizeof(uint);
}
