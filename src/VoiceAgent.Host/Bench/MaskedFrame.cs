using System.Buffers.Binary;

namespace VoiceAgent.Hosting.Bench;

/// <summary>A binary WebSocket message as clients send it (RFC 6455, 5.2), masked with zeros: the cheapest mask there is.</summary>
internal static class MaskedFrame
{
    private const int LongestShort = 125;
    private const int Mask = 4;

    /// <summary>Bytes of the frame around a payload.</summary>
    public static int LengthOf(int payload) => (payload > LongestShort ? 4 : 2) + Mask + payload;

    /// <summary>Writes the frame.</summary>
    public static void Write(ReadOnlySpan<byte> payload, Span<byte> frame)
    {
        var header = LengthOf(payload.Length) - payload.Length;
        frame[..header].Clear();
        frame[0] = 0x82;
        frame[1] = (byte)(0x80 | (payload.Length > LongestShort ? 126 : payload.Length));
        if (payload.Length > LongestShort)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)payload.Length);
        }

        payload.CopyTo(frame[header..]);
    }
}
