namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>
/// Encrypts and authenticates the packets of one direction, RTP and RTCP, in place. Knows keys, but neither sequence nor
/// replay. Not thread-safe.
/// </summary>
internal abstract class SrtpCipher : IDisposable
{
    /// <summary>Bytes at the start of an RTCP packet that stay readable: the first header with its SSRC (RFC 3711 section 3.4).</summary>
    public const int RtcpHeaderLength = 8;

    /// <summary>Bytes of the word with the encryption flag and the index.</summary>
    public const int RtcpIndexLength = 4;

    /// <summary>Bytes of the tag behind a packet.</summary>
    public abstract int TagLength { get; }

    /// <summary>The cipher of a profile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public static SrtpCipher Create(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt) =>
        Create(
            profile,
            SrtpKeys.ForRtp(profile, masterKey, masterSalt),
            SrtpKeys.ForRtcp(profile, masterKey, masterSalt)
        );

    /// <summary>The cipher of a profile, with session keys.</summary>
    public static SrtpCipher Create(SrtpProfile profile, SrtpKeys rtp, SrtpKeys rtcp) =>
        profile switch
        {
            SrtpProfile.AeadAes128Gcm => new SrtpGcmCipher(rtp, rtcp),
            SrtpProfile.Aes128CmSha1_80 => new SrtpCounterCipher(rtp, rtcp),
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "The profile is not supported."),
        };

    /// <summary>Encrypts the payload and writes the tag into the last <see cref="TagLength"/> bytes.</summary>
    /// <param name="packet">Header, payload and room for the tag.</param>
    /// <param name="headerLength">Bytes that stay readable.</param>
    /// <param name="ssrc">The packet's synchronization source.</param>
    /// <param name="index">Sequence number with the times it wrapped in front: 48 bits.</param>
    public abstract void ProtectRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index);

    /// <summary>Checks the tag in the last <see cref="TagLength"/> bytes and decrypts the payload.</summary>
    /// <returns>False when the tag is wrong; what the payload holds then is undefined.</returns>
    public abstract bool TryUnprotectRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index);

    /// <summary>Encrypts, and writes index and tag into the bytes left for them behind the packet.</summary>
    /// <param name="packet">The packet with room for <see cref="TagLength"/> and <see cref="RtcpIndexLength"/>.</param>
    /// <param name="ssrc">The sender's synchronization source.</param>
    /// <param name="index">31 bits.</param>
    public abstract void ProtectRtcp(Span<byte> packet, uint ssrc, uint index);

    /// <summary>The word with the encryption flag and the index of a protected packet that is long enough.</summary>
    public abstract uint RtcpIndexWord(ReadOnlySpan<byte> packet);

    /// <summary>Checks the tag and decrypts.</summary>
    /// <returns>False when the tag is wrong; what the packet holds then is undefined.</returns>
    public abstract bool TryUnprotectRtcp(Span<byte> packet, uint ssrc, uint index);

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the keys.</summary>
    protected abstract void Dispose(bool disposing);
}
