using System.Buffers.Binary;
using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>AES_CM_128_HMAC_SHA1_80 (RFC 3711 sections 4.1.1 and 4.2.1).</summary>
internal sealed class SrtpCounterCipher : SrtpCipher
{
    private const int Tag = 10;
    private const uint EncryptedFlag = 0x8000_0000;

    private readonly Aes _rtp = Aes.Create();
    private readonly Aes _rtcp = Aes.Create();
    private readonly IncrementalHash _rtpSeal;
    private readonly IncrementalHash _rtcpSeal;
    private readonly byte[] _rtpSalt;
    private readonly byte[] _rtcpSalt;

    public SrtpCounterCipher(SrtpKeys rtp, SrtpKeys rtcp)
    {
        _rtp.SetKey(rtp.Encryption);
        _rtcp.SetKey(rtcp.Encryption);
        _rtpSeal = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, rtp.Authentication);
        _rtcpSeal = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, rtcp.Authentication);
        (_rtpSalt, _rtcpSalt) = (rtp.Salt, rtcp.Salt);
    }

    public override int TagLength => Tag;

    public override void ProtectRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index)
    {
        Crypt(_rtp, _rtpSalt, packet[headerLength..^Tag], ssrc, index);
        Seal(packet[..^Tag], index, packet[^Tag..]);
    }

    public override bool TryUnprotectRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index)
    {
        Span<byte> tag = stackalloc byte[Tag];
        Seal(packet[..^Tag], index, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, packet[^Tag..]))
        {
            return false;
        }

        Crypt(_rtp, _rtpSalt, packet[headerLength..^Tag], ssrc, index);
        return true;
    }

    public override void ProtectRtcp(Span<byte> packet, uint ssrc, uint index)
    {
        BinaryPrimitives.WriteUInt32BigEndian(packet[^(Tag + RtcpIndexLength)..], index | EncryptedFlag);
        Crypt(_rtcp, _rtcpSalt, packet[RtcpHeaderLength..^(Tag + RtcpIndexLength)], ssrc, index);
        SealRtcp(packet[..^Tag], packet[^Tag..]);
    }

    public override uint RtcpIndexWord(ReadOnlySpan<byte> packet) =>
        BinaryPrimitives.ReadUInt32BigEndian(packet[^(Tag + RtcpIndexLength)..]);

    public override bool TryUnprotectRtcp(Span<byte> packet, uint ssrc, uint index)
    {
        Span<byte> tag = stackalloc byte[Tag];
        SealRtcp(packet[..^Tag], tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, packet[^Tag..]))
        {
            return false;
        }

        Crypt(_rtcp, _rtcpSalt, packet[RtcpHeaderLength..^(Tag + RtcpIndexLength)], ssrc, index);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rtp.Dispose();
            _rtcp.Dispose();
            _rtpSeal.Dispose();
            _rtcpSeal.Dispose();
        }
    }

    /// <summary>Salt, SSRC and index mixed into one block (RFC 3711 section 4.1.1).</summary>
    private static void Crypt(Aes aes, byte[] salt, Span<byte> data, uint ssrc, ulong index)
    {
        Span<byte> vector = stackalloc byte[AesCounter.BlockLength];
        vector.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(vector[8..], index << 16);
        BinaryPrimitives.WriteUInt32BigEndian(vector[4..], ssrc);
        for (var i = 0; i < salt.Length; i++)
        {
            vector[i] ^= salt[i];
        }

        AesCounter.Apply(aes, vector, data);
    }

    /// <summary>The tag covers the packet and, behind it, the rollover counter, which is not sent.</summary>
    private void Seal(ReadOnlySpan<byte> packet, ulong index, Span<byte> tag)
    {
        Span<byte> rollover = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(rollover, (uint)(index >> 16));
        _rtpSeal.AppendData(packet);
        _rtpSeal.AppendData(rollover);
        Finish(_rtpSeal, tag);
    }

    private void SealRtcp(ReadOnlySpan<byte> packet, Span<byte> tag)
    {
        _rtcpSeal.AppendData(packet);
        Finish(_rtcpSeal, tag);
    }

    private static void Finish(IncrementalHash seal, Span<byte> tag)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        seal.GetHashAndReset(hash);
        hash[..Tag].CopyTo(tag);
    }
}
