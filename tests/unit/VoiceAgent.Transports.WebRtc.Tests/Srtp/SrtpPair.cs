using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>Two sessions with the keys of one connection, and packets for them.</summary>
internal sealed class SrtpPair : IDisposable
{
    public const uint Ssrc = 0x1234_5678;
    public const int PayloadLength = 80;

    public SrtpPair(SrtpProfile profile)
    {
        Material = CreateMaterial(profile);
        Client = new SrtpSession(profile, Material, isDtlsClient: true);
        Server = new SrtpSession(profile, Material, isDtlsClient: false);
    }

    public byte[] Material { get; }

    public SrtpSession Client { get; }

    public SrtpSession Server { get; }

    public static byte[] CreateMaterial(SrtpProfile profile)
    {
        var material = new byte[SrtpSession.KeyingMaterialLength(profile)];
        new Random(7).NextBytes(material);
        return material;
    }

    /// <summary>An RTP packet with room for the tag; the payload tells the sequence number.</summary>
    public static byte[] Rtp(int sequence, uint ssrc = Ssrc)
    {
        var packet = new byte[12 + PayloadLength + SrtpSession.MaxOverhead];
        packet[0] = 0x80;
        packet[1] = 111;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)sequence * 960);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        packet.AsSpan(12, PayloadLength).Fill((byte)sequence);
        return packet;
    }

    /// <summary>An empty receiver report with room for index and tag.</summary>
    public static byte[] Rtcp(uint ssrc = Ssrc)
    {
        var packet = new byte[8 + SrtpSession.MaxOverhead];
        packet[0] = 0x80;
        packet[1] = 201;
        packet[3] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), ssrc);
        return packet;
    }

    /// <summary>A packet the client protected.</summary>
    public byte[] Sent(int sequence, uint ssrc = Ssrc)
    {
        var packet = Rtp(sequence, ssrc);
        var length = Client.Protect(packet, 12 + PayloadLength);
        return packet[..length];
    }

    /// <summary>Whether the server takes it; a copy is given, so it may be used again.</summary>
    public bool Takes(byte[] packet) => Server.Unprotect([.. packet], packet.Length) > 0;

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
