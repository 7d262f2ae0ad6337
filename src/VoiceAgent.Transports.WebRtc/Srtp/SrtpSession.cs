using System.Buffers.Binary;
using VoiceAgent.Transports.WebRtc.Rtp;

namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>
/// Protects what is sent and checks what comes, with the keys of one DTLS connection (RFC 3711, RFC 7714, RFC 5764). All packets
/// are changed in place. Not thread-safe; nothing is allocated for a packet of a known stream.
/// </summary>
internal sealed class SrtpSession : IDisposable
{
    /// <summary>Bytes a packet may grow by.</summary>
    public const int MaxOverhead = 20;

    private const uint EncryptedFlag = 0x8000_0000;
    private const uint MaxRtcpIndex = EncryptedFlag - 1;
    private const ulong MaxRtpIndex = (1UL << 48) - 1;

    private readonly SrtpCipher _out;
    private readonly SrtpCipher _in;
    private readonly SrtpStreams _sent = new();
    private readonly SrtpStreams _received = new();

    /// <summary>A session with keys from a DTLS connection.</summary>
    /// <param name="profile">What was agreed.</param>
    /// <param name="keyingMaterial"><see cref="KeyingMaterialLength"/> bytes exported with the label <c>EXTRACTOR-dtls_srtp</c>.</param>
    /// <param name="isDtlsClient">True when this side was the client: it then sends with the client's keys.</param>
    /// <exception cref="ArgumentException">There is no such profile, or the material has another length.</exception>
    public SrtpSession(SrtpProfile profile, ReadOnlySpan<byte> keyingMaterial, bool isDtlsClient)
    {
        if (keyingMaterial.Length != KeyingMaterialLength(profile))
        {
            throw new ArgumentException("The keying material has the wrong length.", nameof(keyingMaterial));
        }

        // Client key, server key, client salt, server salt (RFC 5764 section 4.2).
        var salt = SrtpKeys.SaltLength(profile);
        var salts = keyingMaterial[(2 * SrtpKeys.KeyLength)..];
        var client = SrtpCipher.Create(profile, keyingMaterial[..SrtpKeys.KeyLength], salts[..salt]);
        var server = SrtpCipher.Create(
            profile,
            keyingMaterial[SrtpKeys.KeyLength..(2 * SrtpKeys.KeyLength)],
            salts[salt..]
        );
        (_out, _in) = isDtlsClient ? (client, server) : (server, client);
    }

    /// <summary>A session of two ciphers, which it owns.</summary>
    internal SrtpSession(SrtpCipher outbound, SrtpCipher inbound) => (_out, _in) = (outbound, inbound);

    /// <summary>Packets that came and were thrown away because of their tag or their form.</summary>
    public long Rejected { get; private set; }

    /// <summary>Packets that came twice, or too late to tell.</summary>
    public long Replayed { get; private set; }

    /// <summary>Bytes of keying material to export.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such profile.</exception>
    public static int KeyingMaterialLength(SrtpProfile profile) =>
        profile is SrtpProfile.AeadAes128Gcm or SrtpProfile.Aes128CmSha1_80
            ? 2 * (SrtpKeys.KeyLength + SrtpKeys.SaltLength(profile))
            : throw new ArgumentOutOfRangeException(nameof(profile), profile, "The profile is not supported.");

    /// <summary>Protects an RTP packet.</summary>
    /// <param name="packet">The packet, with <see cref="MaxOverhead"/> bytes of room behind it.</param>
    /// <param name="length">Bytes of the packet.</param>
    /// <returns>
    /// The new length, or 0 when the packet must not be sent: it is no RTP, its sequence number was used already (the key stream would
    /// be used twice), or there were too many streams.
    /// </returns>
    /// <exception cref="ArgumentException">There is no room.</exception>
    public int Protect(Span<byte> packet, int length)
    {
        if (!RtpHeader.TryRead(packet[..length], out var header) || _sent.Find(header.Ssrc) is not { } stream)
        {
            return 0;
        }

        var index = stream.GuessIndex(header.Sequence);
        if (index > MaxRtpIndex || !stream.Rtp.MayAccept(index))
        {
            return 0;
        }

        var whole = Room(packet, length, _out.TagLength);
        _out.ProtectRtp(whole, header.Length, header.Ssrc, index);
        _sent.Keep(stream);
        stream.Rtp.Accept(index);
        return whole.Length;
    }

    /// <summary>Checks and decrypts an SRTP packet.</summary>
    /// <returns>The length of the RTP packet, or 0 when it is not genuine, came already or is too old; its bytes are then undefined.</returns>
    public int Unprotect(Span<byte> packet, int length)
    {
        packet = packet[..length];
        if (
            !RtpHeader.TryRead(packet, out var header)
            || header.Length + _in.TagLength > length
            || _received.Find(header.Ssrc) is not { } stream
        )
        {
            Rejected++;
            return 0;
        }

        var index = stream.GuessIndex(header.Sequence);
        if (!stream.Rtp.MayAccept(index))
        {
            Replayed++;
            return 0;
        }

        if (index > MaxRtpIndex || !_in.TryUnprotectRtp(packet, header.Length, header.Ssrc, index))
        {
            Rejected++;
            return 0;
        }

        _received.Keep(stream);
        stream.Rtp.Accept(index);
        return length - _in.TagLength;
    }

    /// <summary>Protects a compound RTCP packet.</summary>
    /// <inheritdoc cref="Protect" path="/param"/>
    /// <returns>The new length, or 0 when it must not be sent: it is no RTCP, or the keys are used up.</returns>
    /// <exception cref="ArgumentException">There is no room.</exception>
    public int ProtectRtcp(Span<byte> packet, int length)
    {
        if (length < SrtpCipher.RtcpHeaderLength || _sent.Find(ReadSsrc(packet)) is not { } stream)
        {
            return 0;
        }

        var index = stream.Rtcp.HasAny ? stream.Rtcp.Highest + 1 : 0;
        if (index > MaxRtcpIndex)
        {
            return 0;
        }

        var whole = Room(packet, length, _out.TagLength + SrtpCipher.RtcpIndexLength);
        _out.ProtectRtcp(whole, stream.Ssrc, (uint)index);
        _sent.Keep(stream);
        stream.Rtcp.Accept(index);
        return whole.Length;
    }

    /// <summary>Checks and decrypts an SRTCP packet. One that is not encrypted is thrown away (RFC 8827 section 6.5).</summary>
    /// <returns>The length of the RTCP packet, or 0 when it is not genuine, came already or is too old; its bytes are then undefined.</returns>
    public int UnprotectRtcp(Span<byte> packet, int length)
    {
        packet = packet[..length];
        var plain = length - _in.TagLength - SrtpCipher.RtcpIndexLength;
        if (plain < SrtpCipher.RtcpHeaderLength || _received.Find(ReadSsrc(packet)) is not { } stream)
        {
            Rejected++;
            return 0;
        }

        var word = _in.RtcpIndexWord(packet);
        var index = word & MaxRtcpIndex;
        if (!stream.Rtcp.MayAccept(index))
        {
            Replayed++;
            return 0;
        }

        if ((word & EncryptedFlag) == 0 || !_in.TryUnprotectRtcp(packet, stream.Ssrc, index))
        {
            Rejected++;
            return 0;
        }

        _received.Keep(stream);
        stream.Rtcp.Accept(index);
        return plain;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _out.Dispose();
        _in.Dispose();
    }

    private static uint ReadSsrc(ReadOnlySpan<byte> rtcp) => BinaryPrimitives.ReadUInt32BigEndian(rtcp[4..]);

    private static Span<byte> Room(Span<byte> packet, int length, int overhead) =>
        length + overhead <= packet.Length
            ? packet[..(length + overhead)]
            : throw new ArgumentException("There is no room for the tag behind the packet.", nameof(packet));
}
