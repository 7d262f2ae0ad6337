using System.Buffers.Binary;
using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>AEAD_AES_128_GCM (RFC 7714).</summary>
internal sealed class SrtpGcmCipher : SrtpCipher
{
    private const int Tag = 16;
    private const int VectorLength = 12;
    private const uint EncryptedFlag = 0x8000_0000;

    private readonly AesGcm _rtp;
    private readonly AesGcm _rtcp;
    private readonly byte[] _rtpSalt;
    private readonly byte[] _rtcpSalt;

    public SrtpGcmCipher(SrtpKeys rtp, SrtpKeys rtcp)
    {
        _rtp = new AesGcm(rtp.Encryption, Tag);
        _rtcp = new AesGcm(rtcp.Encryption, Tag);
        (_rtpSalt, _rtcpSalt) = (rtp.Salt, rtcp.Salt);
    }

    public override int TagLength => Tag;

    public override void ProtectRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index)
    {
        Span<byte> vector = stackalloc byte[VectorLength];
        WriteRtpVector(vector, ssrc, index);
        var payload = packet[headerLength..^Tag];
        _rtp.Encrypt(vector, payload, payload, packet[^Tag..], packet[..headerLength]);
    }

    public override bool TryUnprotectRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index)
    {
        Span<byte> vector = stackalloc byte[VectorLength];
        WriteRtpVector(vector, ssrc, index);
        return TryDecrypt(_rtp, vector, packet[headerLength..^Tag], packet[^Tag..], packet[..headerLength]);
    }

    public override void ProtectRtcp(Span<byte> packet, uint ssrc, uint index)
    {
        Span<byte> vector = stackalloc byte[VectorLength];
        Span<byte> readable = stackalloc byte[RtcpHeaderLength + RtcpIndexLength];
        BinaryPrimitives.WriteUInt32BigEndian(packet[^RtcpIndexLength..], index | EncryptedFlag);
        WriteRtcpVector(vector, ssrc, index);
        WriteRtcpReadable(readable, packet);
        var body = packet[RtcpHeaderLength..^(Tag + RtcpIndexLength)];
        _rtcp.Encrypt(vector, body, body, packet[^(Tag + RtcpIndexLength)..^RtcpIndexLength], readable);
    }

    public override uint RtcpIndexWord(ReadOnlySpan<byte> packet) =>
        BinaryPrimitives.ReadUInt32BigEndian(packet[^RtcpIndexLength..]);

    public override bool TryUnprotectRtcp(Span<byte> packet, uint ssrc, uint index)
    {
        Span<byte> vector = stackalloc byte[VectorLength];
        Span<byte> readable = stackalloc byte[RtcpHeaderLength + RtcpIndexLength];
        WriteRtcpVector(vector, ssrc, index);
        WriteRtcpReadable(readable, packet);
        var body = packet[RtcpHeaderLength..^(Tag + RtcpIndexLength)];
        return TryDecrypt(_rtcp, vector, body, packet[^(Tag + RtcpIndexLength)..^RtcpIndexLength], readable);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rtp.Dispose();
            _rtcp.Dispose();
        }
    }

    private static bool TryDecrypt(
        AesGcm cipher,
        ReadOnlySpan<byte> vector,
        Span<byte> data,
        ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> readable
    )
    {
        try
        {
            cipher.Decrypt(vector, data, tag, data, readable);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            // The platform has no other way to say it.
            return false;
        }
    }

    /// <summary>Two zero bytes, SSRC, rollover counter, sequence number; XOR salt (RFC 7714 section 8.1).</summary>
    private void WriteRtpVector(Span<byte> vector, uint ssrc, ulong index)
    {
        BinaryPrimitives.WriteUInt64BigEndian(vector[4..], index);
        BinaryPrimitives.WriteUInt16BigEndian(vector, 0);
        BinaryPrimitives.WriteUInt32BigEndian(vector[2..], ssrc);
        Mix(vector, _rtpSalt);
    }

    /// <summary>Two zero bytes, SSRC, two zero bytes, index; XOR salt (RFC 7714 section 9.1).</summary>
    private void WriteRtcpVector(Span<byte> vector, uint ssrc, uint index)
    {
        vector.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(vector[2..], ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(vector[8..], index);
        Mix(vector, _rtcpSalt);
    }

    private static void WriteRtcpReadable(Span<byte> readable, ReadOnlySpan<byte> packet)
    {
        packet[..RtcpHeaderLength].CopyTo(readable);
        packet[^RtcpIndexLength..].CopyTo(readable[RtcpHeaderLength..]);
    }

    private static void Mix(Span<byte> vector, byte[] salt)
    {
        for (var i = 0; i < salt.Length; i++)
        {
            vector[i] ^= salt[i];
        }
    }
}
