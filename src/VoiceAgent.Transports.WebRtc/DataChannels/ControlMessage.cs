using System.Buffers.Binary;
using System.Text;

namespace VoiceAgent.Transports.WebRtc.DataChannels;

/// <summary>The two messages that open a channel: DATA_CHANNEL_OPEN and DATA_CHANNEL_ACK (RFC 8832 section 5).</summary>
internal static class ControlMessage
{
    private const byte Acknowledgement = 2;
    private const byte Open = 3;
    private const int OpenBytes = 12;

    /// <summary>Labels and protocols longer than this are refused.</summary>
    private const int MaxNameBytes = 1024;

    public static ReadOnlySpan<byte> Ack => [Acknowledgement];

    public static bool IsAck(ReadOnlySpan<byte> message) => message is [Acknowledgement, ..];

    /// <summary>A reliable, ordered channel of normal priority.</summary>
    public static byte[] WriteOpen(string label)
    {
        var message = new byte[OpenBytes + Encoding.UTF8.GetByteCount(label)];
        message[0] = Open;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), 256);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(8), (ushort)(message.Length - OpenBytes));
        Encoding.UTF8.GetBytes(label, message.AsSpan(OpenBytes));
        return message;
    }

    /// <summary>
    /// Reads an OPEN. Order and reliability are the sender's business: what we send is reliable and ordered, which is
    /// more than any channel type asks for.
    /// </summary>
    public static bool TryReadOpen(ReadOnlySpan<byte> message, out string label, out string protocol)
    {
        (label, protocol) = ("", "");
        if (message.Length < OpenBytes || message[0] != Open)
        {
            return false;
        }

        int labelBytes = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        int protocolBytes = BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        if (
            labelBytes > MaxNameBytes
            || protocolBytes > MaxNameBytes
            || message.Length < OpenBytes + labelBytes + protocolBytes
        )
        {
            return false;
        }

        label = Encoding.UTF8.GetString(message.Slice(OpenBytes, labelBytes));
        protocol = Encoding.UTF8.GetString(message.Slice(OpenBytes + labelBytes, protocolBytes));
        return true;
    }
}
