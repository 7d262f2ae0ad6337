using System.Buffers.Binary;
using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>
/// The state cookie (RFC 9260 section 5.1.3): what an INIT said, sealed with a key that never leaves this association, so
/// that nothing need be kept until the peer echoes it.
/// </summary>
internal sealed class StateCookie
{
    private const int ContentBytes = 33;
    private const int SealBytes = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public const int Length = ContentBytes + SealBytes;

    public byte[] Seal(uint localTag, in SctpPeer peer, TimeSpan now)
    {
        var cookie = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(cookie, now.Ticks);
        BinaryPrimitives.WriteUInt32BigEndian(cookie.AsSpan(8), localTag);
        BinaryPrimitives.WriteUInt32BigEndian(cookie.AsSpan(12), peer.Tag);
        BinaryPrimitives.WriteUInt32BigEndian(cookie.AsSpan(16), peer.InitialTsn);
        BinaryPrimitives.WriteUInt32BigEndian(cookie.AsSpan(20), peer.ReceiveWindow);
        BinaryPrimitives.WriteUInt16BigEndian(cookie.AsSpan(24), peer.OutboundStreams);
        BinaryPrimitives.WriteUInt16BigEndian(cookie.AsSpan(26), peer.InboundStreams);
        cookie[28] = peer.ResetsStreams ? (byte)1 : (byte)0;
        HMACSHA256.HashData(_key, cookie.AsSpan(0, ContentBytes), cookie.AsSpan(ContentBytes));
        return cookie;
    }

    /// <summary>False when the cookie is not ours or was made for another tag. Its age is for the caller to judge.</summary>
    public bool TryOpen(ReadOnlySpan<byte> cookie, uint localTag, out SctpPeer peer, out TimeSpan made)
    {
        peer = default;
        made = default;
        if (cookie.Length != Length)
        {
            return false;
        }

        Span<byte> seal = stackalloc byte[SealBytes];
        HMACSHA256.HashData(_key, cookie[..ContentBytes], seal);
        if (
            !CryptographicOperations.FixedTimeEquals(seal, cookie[ContentBytes..])
            || BinaryPrimitives.ReadUInt32BigEndian(cookie[8..]) != localTag
        )
        {
            return false;
        }

        made = TimeSpan.FromTicks(BinaryPrimitives.ReadInt64BigEndian(cookie));
        peer = new SctpPeer(
            BinaryPrimitives.ReadUInt32BigEndian(cookie[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(cookie[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(cookie[20..]),
            BinaryPrimitives.ReadUInt16BigEndian(cookie[24..]),
            BinaryPrimitives.ReadUInt16BigEndian(cookie[26..]),
            cookie[28] == 1
        );
        return true;
    }
}
